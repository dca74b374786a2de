"""What counts as an emergency, and what only sounds like one."""

from __future__ import annotations

import pytest

from backend.domain.triage.lexicon import Lexicons, lexicons

EMERGENCIES = {
    "breathing": """
        I can't breathe
        i cant breath
        cant breeth help
        I cannot breathe properly
        hard to breathe since this morning
        im having trouble breathing
        my son is not breathing
        she stopped breathing
        he's turning blue
        im short of breath and sweating
        I CANT CATCH MY BREATH
        my baby is choking
        choking on a grape
        gasping for air
        i think i'm having an asthma attack
    """,
    "allergic": """
        my throat is closing up
        ate peanuts and my throat feels tight like its closing
        my tongue is swelling
        having an allergic reaction, lips are swollen
        severe allergic reaction what do i do
        anaphylaxis
        I used my epipen
    """,
    "heart": """
        chest pain
        I have chest pain
        my chest hurts bad
        chest hurts bad
        theres a tightness in my chest
        crushing pain in my chest and left arm
        pressure on my chest like an elephant
        I think I'm having a heart attack
        heart attack
        my heart is racing and wont slow down
        my heart is beating so fast
        sharp pains in the chest
        my left arm is numb
        chst pain
        I don't know why but my chest hurts
        can i get an appointment for chest pain today
        no fever but chest pains all night
    """,
    "stroke": """
        I think my mom is having a stroke
        his face is drooping
        my speech is slurred
        the whole left side of my body is numb
        I can't move my arm
        cant feel my legs
        my hands are going numb
        suddenly can't see
        worst headache of my life
        dad's talking nonsense and one side of his face is numb
    """,
    "bleeding": """
        there's blood everywhere
        blood evrywhere
        it wont stop bleeding
        the cut doesn't stop bleeding
        I'm bleeding heavily
        heavy bleeding and cramps, I'm 10 weeks
        im pregnant and bleeding
        12 weeks pregnant and I have started bleeding
        soaking through a pad every hour
        i think im having a miscarriage
        losing a lot of blood
        coughing up blood
        he is throwing up blood
        my nosebleed won't stop
        my water broke
        the baby stopped moving
        bleeding badly from my leg
    """,
    "unconscious": """
        my husband is unconscious
        she's unconcious please help
        he passed out
        my dad collapsed
        she wont wake up
        I can't wake him
        he's having a seizure
        my kid just had a siezure
        hes not responding
        no pulse
    """,
    "selfharm": """
        I want to end my life
        i want to kill myself
        gonna kill my self
        kms
        im going to kms tonight
        I don't want to live anymore
        i want to die
        wanna die
        i wish i was dead
        thinking about suicide
        feeling suicidal
        I have been thinking of hurting myself
        everyone is better off without me
        i cant go on anymore
        there is no reason to live
        I'm going to take all my pills
        life is not worth living
        i keep cutting myself
    """,
    "poisoning": """
        I took too many pills
        took 2 many pills
        i overdosed
        I think he overdosed on something
        my toddler swallowed bleach
        she drank drain cleaner
        my son swallowed a battery
        I took the wrong dose of my meds
        gave my baby too much tylenol
        took a whole bottle of aspirin
        took too much
        carbon monoxide alarm went off and we feel sick
        she od'd
    """,
    "injury": """
        I got stabbed
        hit by a car
        cut my finger off
        the bone is sticking out
        hit his head and now he is vomiting
        baby has a fever of 105
        severe burns on my arm
        i was raped
    """,
    "asked": """
        this is a real emergency
        it's an emergency!!
        EMERGENCY
        medical emergency
        call 911 for me please
        please call an ambulance
        i need an ambulance now
        should I call 911?
        911
        I think I'm dying
        help me im dying
        am i gonna die
    """,
}

HARMLESS = """
    I'm dying to see the dermatologist
    my feet are killing me
    my back is killing me
    I need a heart doctor
    I need to see a heart specialist
    the cut bled a little yesterday
    my gums bleed a little when I brush
    I need a blood test
    blood pressure check please
    chest x-ray tomorrow
    I have a chest cold
    can I book a chest infection check
    is this an emergency clinic?
    do you have emergency appointments?
    where is the nearest emergency room
    emergency contact is my wife
    do you offer emergency dental service
    what's your emergency number
    it's not an emergency
    this isn't an emergency but I'd like to come this week
    not an emergency, just a rash
    no chest pain
    I have no chest pain
    I don't have any chest pain
    no chest pain or shortness of breath
    without any chest pain
    I had a heart attack in 2015 and need a check-up
    follow up after my stroke
    my father had a stroke two years ago
    I had a seizure last year, can I see a neurologist
    history of seizures
    do you treat seizures
    stroke survivor support group
    family emergency, can we reschedule
    I had an emergency and need to cancel my appointment
    can't make it, I have an emergency at work
    I can't make it on Tuesday
    I can't go on Thursday
    I can't come in the morning
    I can't see Dr. Weber on Monday
    I can't wake up that early
    it takes too much time
    you took too long
    that's too many questions
    took too much time off work
    I'd kill for an earlier slot
    this wait is killing me
    kill two birds with one stone
    I'm dead tired of waiting
    dying of boredom in your waiting room
    stop
    I hurt myself playing football
    I hurt my knee
    my tooth hurts
    my arm hurts after the vaccine
    got my flu shot
    I need a shot for travel
    can you give me a shot in the arm
    I have shortness of patience
    breath test appointment
    bad breath
    take a deep breath and book me in
    something to breathe easier at night? i mean a sleep specialist
    let me catch up with my calendar
    I need a numbing cream
    will the dentist numb my mouth
    overdue for a cleaning
    I'm overdue for my checkup
    my daughter has a runny nose
    baby checkup at 6 months
    the pool is closed
    my phone died
    my dog died so I can't come
    the battery in my phone is dying
    I'm at 10% battery, dying soon
    call me back
    call me at 9 11 main street
    my number is 555 0911
    need it asap urgent please
    urgent appointment please
    I need help
    help
    I drank a coffee before the blood test, is that ok
    we are eating at the beach
    drinks at the beach then doctor
    do you do stress tests for the heart
    my heart is set on Tuesday
    with all my heart thank you
    you saved my life
    life is good
    end of day works
    end of life care planning
    take my life insurance form
    I can't take it, too early
    no, I can't do that
    stop bleeding me dry with fees
    bloody hell you are slow
    face cream for dry skin
    swollen ankle for a week
    my lips are dry
    can't feel any improvement
    passed my exam
    I passed on that slot
    Dr. Hart please
    Dr. Hurst at 3
    Dr. Stroker on friday
    see you at 911 Elm St
    my mom can't drive
    jump on a call
    we need to cut costs
    cut my appointment short
    shoot me a text
    shoot, wrong day
    hang on
    I might be late
    does the doctor do burn scars
    pregnancy check at 12 weeks
    prenatal visit
    postpartum follow up
    poison ivy rash
    food allergy test
    allergy shots
"""


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.strip().splitlines()]


@pytest.fixture(scope="module")
def everywhere() -> Lexicons:
    return lexicons()


@pytest.mark.parametrize(
    ("kind", "text"), [(kind, text) for kind, lines in EMERGENCIES.items() for text in _lines(lines)]
)
def test_raises_the_alarm_when_somebody_is_in_danger(everywhere: Lexicons, kind: str, text: str) -> None:
    alarm = everywhere.find(text)
    assert alarm is not None
    assert alarm.kind == kind or kind != "selfharm"


@pytest.mark.parametrize("text", _lines(HARMLESS))
def test_stays_calm_when_it_only_sounds_like_danger(everywhere: Lexicons, text: str) -> None:
    assert everywhere.find(text) is None


@pytest.mark.parametrize(
    "text", ["", " ", "\x00", "👍" * 100, "a" * 1600, "." * 1600, "cant " * 320, "chest " * 270, "שלום"]
)
def test_answers_quickly_when_a_text_is_odd(everywhere: Lexicons, text: str) -> None:
    assert everywhere.find(text) is None


def test_finds_the_second_sentence_when_the_first_is_denied(everywhere: Lexicons) -> None:
    alarm = everywhere.find("No chest pain. But I can't breathe")
    assert alarm is not None
    assert alarm.kind == "breathing"


def test_names_self_harm_first_when_there_is_more(everywhere: Lexicons) -> None:
    alarm = everywhere.find("I took too many pills because I want to die")
    assert alarm is not None
    assert alarm.self_harm
