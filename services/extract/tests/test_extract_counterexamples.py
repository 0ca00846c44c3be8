import pytest
from articles import read

SILENT = {
    "planned attack": "Police foiled a plot to kill the governor of Kandor, officials said.",
    "denied": "The army denied that six of its soldiers were killed near Gao.",
    "hypothetical": "An assault on the city could kill thousands of civilians, the minister warned.",
    "feared": "Aid groups fear that hundreds may be killed if the truce ends.",
    "anniversary": "The town marked the anniversary of the battle with a memorial for 1,200 fallen men.",
    "remembrance": "Families gathered to mark the tenth anniversary of the air strike in which 23 people were killed.",
    "trial": "A court sentenced two men to life imprisonment for the murder of a shopkeeper.",
    "film": "The film follows a soldier who is killed in the first episode of the season.",
    "sport": "The visitors were killed off by two late goals and lost 3-0 in the final match of the season.",
    "accident": "Nine people were killed when a bus collided with a truck near Orlo.",
    "plane": "A military plane crashed in bad weather, killing four officers on board.",
    "mine disaster": "An explosion in a coal mine killed 12 miners, the company said.",
    "weather": "Floods killed 40 people and displaced 9,000 in the delta.",
    "earthquake": "At least 300 people died in an earthquake of magnitude 6.8.",
    "disease": "The virus has killed 210 people in the province, doctors said.",
    "fire": "Five people died in an apartment fire in the old town.",
    "ordinary crime": "A man was stabbed by his girlfriend after a robbery in a shopping mall.",
    "job post": "She was offered a government post and left her last one after two years.",
    "trading post": "The old trading post on the river was opened as a museum.",
    "polling posts": "Observers were sent to 40 polling stations and polling posts.",
    "guard of honour": "A guard of honour received the president at the airport.",
    "blog post": "His Facebook post about the army was shared 11,000 times.",
    "patrol": "The second joint patrol was cut short on Sunday because of security concerns.",
    "convoy": "A convoy of 50 military vehicles crossed the border overnight.",
    "ceasefire": "The two sides agreed to a ceasefire that began at midnight.",
    "troops sent": "Kenya will send 600 soldiers to the region next month.",
    "base salary": "The base salary of an officer is $1,200, the ministry said.",
    "refugee camp": "The agency opened two refugee camps near the border.",
    "age": "Orlo Vasti, 35, joined the army in 2009 and served for 12 years.",
    "arms": "Soldiers found 14 rockets, two mortars and 300 rounds in a cave.",
    "aircraft": "Two F-16 jets flew over the M4 highway at 10:30.",
    "donations": "The newsroom has raised $3,048 of the $5,000 it needs.",
    "no casualties": "A rocket fell into a field near Gao; there were no casualties.",
    "idiom": "The bill was killed in committee by 12 votes to 9.",
    "turning point": "The vote was a turning point for the opposition.",
    "control posts": "The province, with Turkish control posts, was quiet.",
    "encircled": "The base near Gao has been encircled for two months.",
    "released": "The rebels released six kidnapped teachers on Friday.",
    "correction": "An earlier version of this article gave the number of dead in the blast at Gao as nine.",
    "vehicles": "The strike destroyed three tanks and two trucks.",
}


@pytest.mark.parametrize("text", SILENT.values(), ids=SILENT.keys())
def test_what_is_no_event_gives_no_claim(text):
    assert read(text) == []


@pytest.mark.parametrize(
    ("said", "claims"),
    [("Governor Roman Vasko said four people", 1), ("A museum said four Roman people", 0)],
)
def test_a_man_of_that_name_is_no_antiquity(said, claims):
    assert len(read(f"{said} were killed by shelling near Orlo on Tuesday.")) == claims
