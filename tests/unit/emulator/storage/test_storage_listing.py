"""Pages of a bucket, against the definition of a list."""

from __future__ import annotations

from itertools import chain, count

from hypothesis import given
from hypothesis import strategies as st

from google_tuning_emulator.database import IN_MEMORY, Database
from google_tuning_emulator.storage.content import ContentFolder
from google_tuning_emulator.storage.listing import Query, take
from google_tuning_emulator.storage.preconditions import Preconditions
from google_tuning_emulator.storage.records import Content
from google_tuning_emulator.storage.store import ObjectStore

CONTENT = Content("none", 0, "", "")
NAMES = st.sets(st.text("ab/é", min_size=1, max_size=5), max_size=15)


def store_of(names: set[str]) -> ObjectStore:
    """Return a store in memory with these objects in bucket ``b``, and one elsewhere."""
    store = ObjectStore(Database(IN_MEMORY), ContentFolder(IN_MEMORY))
    for bucket, name in [*(("b", name) for name in names), ("c", "a")]:
        store.put(bucket, name, CONTENT, {}, now_ns=0, allowed=Preconditions())
    return store


def listed(store: ObjectStore, **parameters: str) -> tuple[list[list[str]], list[list[str]]]:
    """Return the items and the prefixes of each page until there is no next one."""
    items, prefixes = [], []
    for _ in count():
        page = take(store, "b", Query.read(parameters))
        items.append([record.name for record in page.items])
        prefixes.append(page.prefixes)
        if not page.next_token:
            break
        parameters["pageToken"] = page.next_token
    return items, prefixes


@given(NAMES, st.sampled_from(["", "a", "a/", "é"]), st.sampled_from(["", "/"]), st.integers(1, 4))
def test_pages_add_up(names: set[str], prefix: str, delimiter: str, most: int) -> None:
    """Each name, or once what stands for it up to the delimiter, is on exactly one page."""
    expected_items, expected_prefixes = [], set()
    for name in sorted(names):
        if name.startswith(prefix):
            head, found, _ = name[len(prefix) :].partition(delimiter or "\0")
            if found:
                expected_prefixes.add(prefix + head + found)
            else:
                expected_items.append(name)
    items, prefixes = listed(
        store_of(names), prefix=prefix, delimiter=delimiter, maxResults=str(most)
    )
    assert [*chain(*items)] == expected_items
    assert [*chain(*prefixes)] == sorted(expected_prefixes)
    sizes = [len(some) + len(others) for some, others in zip(items, prefixes, strict=True)]
    assert set(sizes[:-1]) <= {most}


def test_more_than_is_read_at_once() -> None:
    """A bucket of any size is listed whole, in pages of a thousand."""
    names = {f"{number:05}" for number in range(2345)}
    items, _ = listed(store_of(names))
    assert [len(page) for page in items] == [1000, 1000, 345]
    assert [*chain(*items)] == sorted(names)


def test_the_trailing_delimiter() -> None:
    """`includeTrailingDelimiter` lists an object that ends with the delimiter as itself, too."""
    store = store_of({"a/", "a/1", "b"})
    items, prefixes = listed(store, delimiter="/", includeTrailingDelimiter="true")
    assert (items, prefixes) == ([["a/", "b"]], [["a/"]])
