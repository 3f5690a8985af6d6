"""What the reviews are of, and what people say about it: nothing here is drawn from a real review.

Each subject has what it is called, then what was good, what was bad, and plain facts about it.
"""

from __future__ import annotations

from typing import NamedTuple


class Subject(NamedTuple):
    """A kind of thing that is reviewed; each sentence is complete, without a verdict around it."""

    name: str
    good: tuple[str, ...]
    bad: tuple[str, ...]
    facts: tuple[str, ...]


SUBJECTS = (
    Subject(
        "the noodle bar on Mill Street",
        (
            "The broth was rich and came steaming hot.",
            "Our waiter remembered an allergy we had mentioned once.",
            "Handmade noodles with a real bite, and a bowl that fed two.",
            "We were seated within a minute on a Saturday night.",
        ),
        (
            "The soup arrived lukewarm and tasted of nothing but salt.",
            "We waited fifty minutes and then they had run out of noodles.",
            "I found a piece of plastic in my dumplings.",
            "The bill had two dishes on it that we never ordered.",
        ),
        (
            "It has eleven tables and closes at ten.",
            "The menu changes on the first Monday of the month.",
            "You order at the counter and they call your number.",
        ),
    ),
    Subject(
        "the Harbour View Hotel",
        (
            "The bed was the best I have slept in for years.",
            "Reception upgraded us without being asked.",
            "Breakfast had fresh figs and bread still warm from the oven.",
            "Spotless bathroom, and water pressure like a waterfall.",
        ),
        (
            "The carpet was sticky and the window would not close.",
            "Someone tried our door with a key card at two in the morning.",
            "The harbour view turned out to be a wall with a painted boat.",
            "They charged my card twice and nobody answers the phone.",
        ),
        (
            "There are ninety rooms on four floors.",
            "Check-in starts at three and parking is across the road.",
            "The lift goes up to the third floor only.",
        ),
    ),
    Subject(
        "this crime novel",
        (
            "I read it in one sitting and missed my stop.",
            "The detective feels like a person rather than a list of habits.",
            "The last chapter turns everything around, and fairly.",
            "Every line of dialogue sounds like someone you know.",
        ),
        (
            "I guessed the murderer on page twelve.",
            "Three hundred pages of weather and the plot still had not begun.",
            "The translation is so clumsy that I reread sentences to find the verb.",
            "Half of the chapters end with someone waking from a dream.",
        ),
        (
            "It is the second volume of a series set in Bergen.",
            "The paperback has 412 pages and a map at the front.",
            "The story is told in turn by two sisters.",
        ),
    ),
    Subject(
        "the wireless headphones",
        (
            "The battery lasted a whole flight to Tokyo and back to the hotel.",
            "They are so light that I forget I am wearing them.",
            "Noise from the street simply disappears.",
            "Voices on calls are crisp, even in the wind.",
        ),
        (
            "The left side went dead after nine days.",
            "They pinch so hard that I get a headache by lunch.",
            "The connection drops whenever I put the phone in my pocket.",
            "Customer support asked me to send the same photo four times.",
        ),
        (
            "They come with a cable, a pouch and three sizes of tips.",
            "The case charges over USB-C.",
            "You switch modes by holding the right side for two seconds.",
        ),
    ),
    Subject(
        "my new laptop",
        (
            "It wakes before the lid is fully open.",
            "I edit video on my lap and the fan never starts.",
            "The keyboard is a joy for long evenings of writing.",
            "After a year the battery still gives me a full working day.",
        ),
        (
            "It gets hot enough to hurt within ten minutes.",
            "Two keys came off in the first month.",
            "The screen flickers whenever it runs on battery.",
            "It arrived with a scratched lid and somebody else's files.",
        ),
        (
            "It weighs 1.3 kilograms and has two ports.",
            "Mine is the model with 16 gigabytes of memory.",
            "The power button sits above the backspace key.",
        ),
    ),
    Subject(
        "the robot vacuum",
        (
            "It finds every crumb under the sofa and goes home by itself.",
            "It is quiet enough to run while the baby sleeps.",
            "With two long-haired cats, the floor has never been this clean.",
            "Setting it up took less time than making tea.",
        ),
        (
            "It eats cables and then screams until someone frees it.",
            "It mapped my flat as one long corridor and cleans only that.",
            "The dustbin holds about a spoonful and clogs every time.",
            "It pushed a table lamp over and dragged it into the hall.",
        ),
        (
            "It is 9.6 centimetres high and charges at a dock.",
            "Filters are sold in packs of three.",
            "You can start it from the app or with the button on top.",
        ),
    ),
    Subject(
        "the budgeting app",
        (
            "For the first time I know where my money goes.",
            "The latest update made it twice as fast.",
            "Splitting a bill with flatmates takes two taps.",
            "Their developer answered my question the same evening, kindly.",
        ),
        (
            "It logs me out every morning and forgets my categories.",
            "The update deleted two years of entries.",
            "Every second screen is an advertisement for the paid plan.",
            "It counted my salary three times and then froze.",
        ),
        (
            "It reads statements as CSV or PDF.",
            "There is a version for the web and one for tablets.",
            "Categories can be renamed under settings.",
        ),
    ),
    Subject(
        "the maritime museum",
        (
            "Our children did not want to leave, and neither did I.",
            "The guide told stories that no panel could.",
            "You can climb into the submarine, and it gives you goose bumps.",
            "Tickets cost less than a coffee and are worth ten times that.",
        ),
        (
            "Half of the halls were closed and nobody said so at the till.",
            "The audio guide stopped at stop four and never recovered.",
            "It was so crowded that we saw mostly backs.",
            "The labels are unreadable unless you kneel.",
        ),
        (
            "It is closed on Mondays and opens at ten.",
            "The exhibition covers the years 1620 to 1911.",
            "Large bags go into the lockers on the left.",
        ),
    ),
    Subject(
        "the flight to Lisbon",
        (
            "The crew found a way to seat our family together.",
            "We landed twenty minutes early and the bags were already there.",
            "There was more leg room than I have had in years.",
            "The pilot explained the turbulence so calmly that my son fell asleep.",
        ),
        (
            "We sat on the runway for three hours without water.",
            "My suitcase went to Oslo and stayed there for a week.",
            "The seat in front was broken and lay in my lap.",
            "They cancelled by text message while we stood at the gate.",
        ),
        (
            "It takes two hours and forty minutes.",
            "Boarding was by groups, starting from the back.",
            "One small bag is included in the fare.",
        ),
    ),
    Subject(
        "the dental practice",
        (
            "I felt nothing at all, and I am a coward.",
            "Every step was explained before it happened.",
            "They fitted me in on the same day when my filling broke.",
            "The receptionist is the warmest person in this town.",
        ),
        (
            "They drilled the wrong tooth.",
            "I sat in the waiting room for ninety minutes with an appointment.",
            "The crown fell out on the way home.",
            "The quote doubled once I was lying in the chair.",
        ),
        (
            "The practice is on the second floor, next to the pharmacy.",
            "Appointments can be made online or by phone.",
            "A check-up takes about half an hour.",
        ),
    ),
    Subject(
        "the online statistics course",
        (
            "After years of fear I finally understand what a p-value is.",
            "The exercises build on each other so well that I was sad to finish.",
            "The teacher answers in the forum within hours.",
            "I used week three at work the very next day.",
        ),
        (
            "The videos are slides read aloud in a whisper.",
            "The quizzes mark correct answers as wrong.",
            "Week two assumes everything that week five teaches.",
            "I asked for a refund in April and am still waiting.",
        ),
        (
            "It runs for six weeks with about four hours a week.",
            "The certificate is issued as a PDF.",
            "Lectures are subtitled in five languages.",
        ),
    ),
    Subject(
        "the trail running shoes",
        (
            "They grip on wet rock as if glued.",
            "I ran a marathon in them on day three without a blister.",
            "After 800 kilometres the sole still looks new.",
            "My knees have stopped complaining since I changed to them.",
        ),
        (
            "The sole came off on the second run.",
            "They run a full size small and the shop refused an exchange.",
            "My heels bled after five kilometres.",
            "Water gets in at once and never leaves.",
        ),
        (
            "The drop is six millimetres.",
            "They come in grey, green and orange.",
            "A pair in size 42 weighs 560 grams.",
        ),
    ),
    Subject(
        "the espresso machine",
        (
            "My morning coffee is now better than the café's downstairs.",
            "It heats up in the time it takes to grind.",
            "The milk foam is silky every single time.",
            "Cleaning it takes thirty seconds, which I did not believe until I tried.",
        ),
        (
            "It leaks over the counter whatever I do.",
            "The coffee comes out bitter and barely warm.",
            "The pump sounds like a lorry and woke the neighbours.",
            "It asked for descaling on day one and has not stopped since.",
        ),
        (
            "The tank holds 1.8 litres.",
            "It takes ground coffee as well as pods.",
            "The drip tray slides out at the front.",
        ),
    ),
    Subject(
        "the board game we got for Christmas",
        (
            "We played until three in the morning and began again after breakfast.",
            "My grandmother and my ten-year-old laughed equally hard.",
            "The rules fit on a page and the games never feel alike.",
            "The wooden pieces are beautiful to hold.",
        ),
        (
            "The rule book contradicts itself on every page.",
            "Whoever goes first wins, so why play on?",
            "Four cards were missing and the maker never replied.",
            "One turn takes twenty minutes in which the others look at their phones.",
        ),
        (
            "It is for two to five players.",
            "The box says 45 minutes.",
            "There are 120 cards and six dice.",
        ),
    ),
    Subject(
        "the two-person tent",
        (
            "It stood through a storm that took our neighbours' tent away.",
            "We had it up in four minutes, in the dark, without a manual.",
            "Not a drop came in during a week of Scottish rain.",
            "It packs so small that I checked twice whether it was all there.",
        ),
        (
            "A pole snapped on the first night.",
            "It rained harder inside than outside.",
            "Two persons fit if neither of them breathes.",
            "The zip jammed with us inside, and we had to cut our way out.",
        ),
        (
            "It has two entrances and a porch.",
            "The bag measures 46 by 15 centimetres.",
            "Pegs and a repair kit are included.",
        ),
    ),
    Subject(
        "the grocery delivery",
        (
            "The avocados were perfect, which never happens.",
            "The driver carried everything up five floors with a smile.",
            "They forgot the butter and refunded it before I noticed.",
            "It comes to the minute, every week, whatever the weather.",
        ),
        (
            "The eggs were broken and had soaked the bread.",
            "They replaced nappies with cat food.",
            "The frozen fish was warm when it got here.",
            "The delivery window passed, then the day, then the order vanished.",
        ),
        (
            "The smallest order is thirty euros.",
            "Slots open at midnight, a week ahead.",
            "Bags are collected at the next delivery.",
        ),
    ),
    Subject(
        "the film everyone talks about",
        (
            "I cried twice and want to see it again.",
            "There is not a wasted minute in it.",
            "The young actress carries every scene she is in.",
            "The music alone is worth the ticket.",
        ),
        (
            "People around us walked out, and I envied them.",
            "It explains its one joke for two hours.",
            "You cannot see a thing, since every scene is lit by one candle.",
            "The ending undoes everything that came before it.",
        ),
        (
            "It runs for 128 minutes.",
            "It was shot in Georgia over six weeks.",
            "The film is shown with subtitles on Tuesdays.",
        ),
    ),
    Subject(
        "the hairdresser at the station",
        (
            "For once somebody listened and cut exactly what I asked for.",
            "Three strangers have complimented my hair since.",
            "He repaired in an hour what another salon had ruined.",
            "The head massage nearly put me to sleep.",
        ),
        (
            "I asked for a trim and left with a helmet.",
            "The dye burnt my scalp, and they shrugged.",
            "One side is shorter than the other, by a lot.",
            "They took a phone call in the middle of my fringe.",
        ),
        (
            "A cut costs 38 and takes about forty minutes.",
            "They take walk-ins before noon.",
            "There are three chairs and a waiting list on the wall.",
        ),
    ),
    Subject(
        "our travel insurance",
        (
            "They paid for my new passport within two days.",
            "When my father fell ill abroad they organised everything.",
            "The claim took one form and no argument.",
            "A real person picked up on a Sunday night and stayed on the line.",
        ),
        (
            "They rejected the claim because the receipt was folded.",
            "It renewed itself at twice the price without a word.",
            "I have explained the same accident to seven people.",
            "The small print excludes travel, as far as I can tell.",
        ),
        (
            "It covers trips of up to 56 days.",
            "The policy is sent by e-mail after the payment.",
            "The excess is 100 a claim.",
        ),
    ),
    Subject(
        "the memory foam mattress",
        (
            "My back pain was gone after a week.",
            "I can no longer feel when my husband turns over.",
            "It kept its shape for five years, and so did I.",
            "I have started going to bed early just to lie on it.",
        ),
        (
            "It smelt of glue for a month.",
            "There is a valley in the middle already.",
            "It is so hot that I sleep on the floor in summer.",
            "They promised to collect it and never came.",
        ),
        (
            "It is 25 centimetres thick.",
            "The cover comes off and can be washed at 40 degrees.",
            "It arrives rolled up in a box.",
        ),
    ),
)
