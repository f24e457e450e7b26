"""Made-up messages between people, as comments, chat and SMS have them: what
people say to each other every day is no junk, whatever words it takes.

A message is one sentence or two of the forms below; a word in braces is one
of the words of that name.
"""
import re

FORMS = '''
{hello}, {how_goes}?
{hello} {name}, {how_goes}?
{how_goes}, {name}?
{hello} {name}, are you {place} {when}?
{hello} from {town}
who is {doing}?
who are you {doing} with?
which {thing} is yours?
which {thing} did you {verb}?
what do you {think} of the {thing}?
what did {name} say about the {thing}?
what time does the {thing} start?
what {thing} is this?
what are you {doing} {when}?
where is my {thing}?
where did you {verb} that {thing}?
where are {people} {when}?
when do you want to {verb} the {thing}?
when are you {doing} it?
when will {name} be {place}?
why are you {doing}?
why did {name} {verb} it?
how many {thing}s did you {verb}?
how was the {thing} {past}?
how do you {verb} this?
how much was the {thing}?
do you {people_do} the {thing}?
do you know {name}?
did you {verb} the {thing} {past}?
did {people} {verb} my {thing}?
can you {verb} the {thing} for me?
can I {verb} your {thing} {when}?
could we {verb} it {when}?
would you like {food}?
shall we {verb} {food} {when}?
are you {feeling}?
are you {place}?
is {name} {place}?
is that your {thing}?
have you seen my {thing}?
has {name} {verbed} yet?
I am {feeling} {when}
I'm {place} now
I'll {verb} it {when}
I'll be {place} {when}
I {people_do} this {thing}
I {people_do} your {thing}, it is so {good}
I have to {verb} the {thing} {when}
I just {verbed} the {thing}
I {verbed} it {past}, it was {good}
I don't {think} so
I don't {people_do} that {thing}
I think the {thing} was {good}
I never {verbed} a {thing} like this
we are {doing} {when}, are you coming?
we {verbed} {food} with {people} {past}
we need {food} for {people}
she is so {good}
he looks {feeling}
they {verbed} the {thing} without me
my {person} {verbed} the {thing}
my {person} is {feeling}
your {person} is {good}
your {thing} is so {good}
this {thing} is {good}
this {thing} makes me {feeling}
this is my {thing}
that was {good}
that {thing} is so {good}, thanks
the {thing} was {good} but the {thing} was {bad}
the {thing} is {bad}, sorry
{good} {thing}, {name}
so {good}
too {bad}
thanks for the {thing}
thank you so much for {food}
thanks, see you {when}
see you {place}, {name}
call me when you are {place}
tell {people} that I am {place}
let me know when you {verb} it
please {verb} the {thing} when you are {place}
sorry, I {verbed} your {thing}
sorry, I am {feeling}
ok, {when} then
ok, I'll tell {people}
yes, I {verbed} it {past}
no, {name} did
yes please, {food}
happy birthday to your {person}
good luck with the {thing} {when}
sleep well, {name}
I agree with {name}
I don't agree, the {thing} was {bad}
anyone else {doing} this in {year}?
who else {people_do}s this {thing}?
still {doing} this in {year}
'''.strip().split('\n')

WORDS = {
    'hello': 'hi;hey;hello;good morning;good evening;oh hi',
    'how_goes': "how are you;how are you all;how is it going;how's your day;what's up;"
                'how have you been;how was your week;did you sleep well;are you ok',
    'name': 'Anna;Tom;Maria;Sam;Ben;Lucy;Jo;Peter;Nina;Ali;mum;dad;dear;guys;everyone;mate',
    'town': 'Norway;Leeds;Brazil;Poland;Texas;Ghana;India;home',
    'place': 'home;at home;at work;in town;here;there;at school;on the bus;outside;at the station;'
             'in the kitchen;on my way;on your side;upstairs;in class;awake',
    'when': 'tonight;tomorrow;today;later;at six;on Friday;next week;this weekend;in the morning;'
            'after work;soon;in ten minutes;this evening;before lunch',
    'past': 'yesterday;last night;on Sunday;last week;this morning;again;too',
    'year': '2013;2014;2015;2016',
    'thing': 'song;movie;film;video;game;book;picture;photo;phone;car;dog;cat;house;key;dress;meeting;'
             'lesson;party;train;channel;story;article;show;match;trip;bag;present;room;shirt;comment;'
             'message;recipe;bike;idea;voice;band;concert;exam;ticket;answer;question;letter',
    'food': 'coffee;tea;some water;lunch;dinner;a pizza;breakfast;cake;a drink;bread;rice;some fruit',
    'person': 'mother;father;sister;brother;son;daughter;friend;boss;teacher;wife;husband;baby;uncle;'
              'neighbour;girl;boy',
    'people': 'the kids;the others;your parents;my friends;they all;the guys;my family;the neighbours',
    'feeling': 'tired;happy;late;sad;ill;fine;hungry;busy;cold;better;bored;cry;smile;laugh;angry;ready',
    'good': 'good;great;nice;funny;beautiful;cute;lovely;cool;sweet;awesome;perfect;the best;amazing;'
            'interesting;long',
    'bad': 'bad;boring;late;broken;too loud;awful;sad;expensive;closed;wrong;over',
    'think': 'think;believe;know;say',
    'people_do': 'like;love;remember;hear;want;know;miss;need',
    'doing': 'seeing;watching;going;eating;working;coming;waiting;listening;driving;cooking;reading;'
             'laughing;talking;sleeping;staying',
    'verb': 'see;watch;find;bring;buy;get;make;take;read;cook;fix;send;open;clean;pick up;look at;wash',
    'verbed': 'saw;watched;found;brought;bought;got;made;took;read;cooked;fixed;sent;opened;lost;liked',
}
WORDS = {name: words.split(';') for name, words in WORDS.items()}

ENDS = ['', '', '.', '!', '!!', ' :)', ' :-)', ' lol', ' haha', ' xx', '...']


def sentence(rng):
    made = re.sub(r'{(\w+)}', lambda slot: rng.choice(WORDS[slot.group(1)]), rng.choice(FORMS))
    return made if made.endswith('?') and rng.random() < 0.7 else made.rstrip('?') + rng.choice(ENDS)


def spell(rng, text):
    """In capitals, all small, or with a capital at the beginning."""
    way = rng.random()
    return text.upper() if way < 0.1 else text.lower() if way < 0.3 else text.title() if way < 0.4 else text[0].upper() + text[1:]


def message(rng):
    return spell(rng, ' '.join(sentence(rng) for _ in range(rng.choice([1, 1, 2]))))
