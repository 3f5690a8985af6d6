"""The base of this package's errors, and the tree of all of them.

GoogleTuningError           what a person at the terminal reads
  ConfigError               the configuration is wrong
  CredentialsError          no credentials, or Google gives no token for them
  ApiError                  Google answered with an error
  TransportError            no answer came: connection, DNS, TLS, a timeout
    NotSentError            its step ended before it was sent, so it wasn't
  InterruptedCallError      Ctrl-C ended a call before its answer came
  UploadInterruptedError    Ctrl-C ended an upload
  ReadInterruptedError      Ctrl-C ended the check of a file's rows
  ContentError              a file can't be read, or changed since it was checked
  DataError                 training data can't be used
    DatasetError            the rows of a dataset can't be used
  LifecycleError            a resource can't be created, read, changed or deleted as asked
    MovedError              an object is at another place than today's configuration
  PulumiError               the Pulumi CLI can't be run, or refuses
  BrowserError              the browser that draws a report doesn't work
pulumi.RunError             what Pulumi itself shows as a sentence, in the user's program
  FunctionError             a function such as `generate` failed
  StackDataError            `google-tuning:resources` can't be declared
  OptionError               an option of a resource can't be taken
Exception
  InitFailed                an object that is there and not ready, for the native door
  ProviderError             what Pulumi's dynamic host is given; its text is one of the above
  SessionLostError          an upload session is gone, and another one begins
  JsonTextError             a text isn't JSON, and where; becomes a problem of the data
  EncodingError             a file isn't UTF-8; becomes a problem of the data
  ValuesError               a file's values can't be told apart; becomes a problem of the data
  UnconvertibleError        a row has no place in the form asked for; becomes a skipped row
ValueError
  PathError                 a path to a property isn't one
  NotANumberError           a row has NaN, which isn't JSON; becomes a problem of the data
  UnsureError               the quick way can't call a row good; the whole check looks at it
requests.ReadTimeout
  SlowAnswerError           an answer isn't whole in time; becomes a TransportError
requests.ContentDecodingError
  LargeAnswerError          an answer has too many bytes; becomes a TransportError

What begins with an underscore never leaves its file and isn't drawn.
"""

from __future__ import annotations


def joined(*sentences: str) -> str:
    """Return sentences as one text, with a full stop between them where there is none yet.

    What Google says may end with a full stop, within quotes too. The last one gets none: it often
    ends with a command.
    """
    *first, last = sentences
    ended = (one if one.rstrip("\"'”)`").endswith((".", "!", "?")) else f"{one}." for one in first)
    return " ".join((*ended, last))


class GoogleTuningError(Exception):
    """The base of all errors: `str()` says what failed and what to do next."""

    @property
    def brief(self) -> str:
        """What failed, without what to do next: for a call that continues by itself."""
        return str(self)
