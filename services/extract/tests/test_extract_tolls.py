"""Tolls as newsrooms, armies, monitors and channels of many conflicts write them. All texts are invented.

A toll is written as `killed 5`, `5+` at least, `<5` at most, `~5` about, `4-6` a range, `12?` only words; claims are
joined by `; ` in text order, with `joint`, `multi` or `cumulative` behind a claim where it applies.
"""

import pytest
from articles import read

from vedette.schemas import CasualtyClaim

COUNTERS = ("killed", "injured", "missing", "captured", "displaced")


def number(count):
    if count.op == "vague":
        return f"{count.low}?"
    if count.op == "at_least":
        return f"{count.low}+"
    if count.op == "at_most":
        return f"<{count.high}"
    if count.op == "about":
        return f"~{count.best}"
    return f"{count.low}-{count.high}" if count.low != count.high else str(count.best)


def told(text):
    claims = [c for c in read(text) if isinstance(c, CasualtyClaim)]
    out = []
    for claim in claims:
        parts = [f"{name} {number(c)}" for name in COUNTERS if (c := getattr(claim.toll, name))]
        marks = (" joint" if claim.joint else "") + ("" if claim.scope == "incident" else f" {claim.scope.value}")
        out.append(", ".join(parts) + marks)
    return "; ".join(out)


AGENCIES = [
    (
        "At least 14 people were killed and 37 wounded when a Russian missile hit a market in Kharkiv on Monday.",
        "killed 14+, injured 37",
    ),
    (
        "An Israeli airstrike on a house in Deir al-Balah killed nine members of the same family, medics said.",
        "killed 9",
    ),
    ("Jihadists on motorbikes shot dead 22 villagers in northern Burkina Faso, local officials said.", "killed 22"),
    (
        "Three Indian soldiers and two militants were killed in a gun battle in Kashmir's Kulgam district.",
        "killed 3; killed 2",
    ),
    ("A car bomb outside a hotel in Mogadishu claimed the lives of 11 people.", "killed 11"),
    ("Shelling of a market in El Fasher left 17 dead and more than 40 injured.", "killed 17, injured 40+"),
    ("The junta's air force bombed a monastery in Sagaing, killing up to 30 people.", "killed <30"),
    ("Between 20 and 25 soldiers died in the ambush near Menaka.", "killed 20-25"),
    ("Nearly 60 people have been killed in clashes between the army and M23 rebels near Goma.", "killed <60"),
    ("Dozens of people were killed in a drone strike on a mosque in Darfur.", "killed 12?"),
    ("Dozens were wounded when troops opened fire on protesters in Khartoum.", "injured 12?"),
    ("Six policemen lost their lives in a roadside bombing in Bannu.", "killed 6"),
    ("Two peacekeepers succumbed to their wounds after a mortar attack on their camp near Bunagana.", "killed 2"),
    ("The attack took the death toll to 31.", "killed 31"),
    (
        "A fourth victim of Sunday's rocket attack on Sderot died in hospital, raising the toll from three to four.",
        "killed 4",
    ),
    (
        "Rescuers pulled two more bodies from the rubble, bringing the death toll from the strike on Dnipro to 19.",
        "killed 19",
    ),
    ("Half a dozen fighters were killed when their convoy struck a landmine outside Barawe.", "killed 6"),
    ("Some 200 families fled their homes after fighting broke out in Masisi.", ""),
    ("More than 3,000 people fled the shelling of Kupiansk within two days.", "displaced 3000+"),
    (
        "Fighting in Sudan's Gezira state has displaced 180,000 people since December, the UN said.",
        "displaced 180000 cumulative",
    ),
    ("Gunmen abducted 15 schoolgirls from a boarding school in Zamfara.", "captured 15"),
    ("Rebels took 12 soldiers prisoner when they overran the base at Labbezanga.", "captured 12"),
    ("Seven fishermen are missing after a naval mine sank their boat off Hodeidah.", "missing 7"),
    ("A suicide bomber blew himself up at a police station in Mogadishu, killing only himself.", ""),
    (
        "A gunman shot dead a police officer and wounded two at a checkpoint in Hebron before troops killed him.",
        "killed 1, injured 2",
    ),
    ("A roadside bomb killed a police commander and four of his bodyguards in Kunduz.", "killed 1; killed 4"),
    ("Mortar fire killed a mother and her two children in Aleppo's Seif al-Dawla district.", "killed 3"),
    ("The bombardment killed at least 8 civilians, including three children, in Saraqib.", "killed 8+"),
    ("Ten people, among them four women and a baby, were killed in an airstrike on Taiz.", "killed 10"),
    ("Islamic State fighters beheaded three captives in Sirte.", "killed 3"),
    ("Colombian guerrillas killed eleven soldiers in an attack on an army platoon in Cauca.", "killed 11"),
    ("A landmine blast killed two deminers near Karabakh's Aghdam.", "killed 2"),
    ("Four Palestinians were shot dead by Israeli forces during a raid on Jenin refugee camp.", "killed 4"),
    ("Two boys aged 12 and 14 were shot dead by Israeli troops in Hebron.", "killed 2"),
    ("No casualties were reported after two rockets landed near Erbil airport.", ""),
    ("There were no immediate reports of casualties.", ""),
    (
        "The raid killed 5 people, wounded 7 and left 3 missing, the governor of Kherson said.",
        "killed 5, injured 7, missing 3",
    ),
    ("Twenty-one soldiers were killed in the Rafah blast, the deadliest day for the army since October.", "killed 21"),
    ("A hundred and twenty Boko Haram fighters were killed in the operation, the army said.", "killed 120"),
    ("Scores of civilians have been killed in airstrikes on Tigray.", "killed 20?"),
    ("Hundreds of fighters were killed or wounded in the battle for Avdiivka.", "killed 100?, injured 100? joint"),
    ("The artillery killed or wounded 70 soldiers, the ministry claimed.", "killed 70, injured 70 joint"),
    ("Militants freed 20 hostages seized in Kaduna in March.", ""),
    ("A grenade attack on a church in Bangui killed a priest and wounded 15 worshippers.", "killed 1; injured 15"),
    ("Army helicopters strafed the village; 16 residents were dead by nightfall.", "killed 16"),
    ("Eight of the 12 soldiers in the truck were killed in the ambush.", "killed 8"),
    ("One of a dozen rockets fired from Gaza hit a farm, killing a Thai worker.", "killed 1"),
    (
        "An elderly woman was killed and her husband injured when a shell hit their house in Nikopol.",
        "killed 1, injured 1",
    ),
    ("Three sappers were killed Tuesday as they tried to defuse a bomb in Raqqa.", "killed 3"),
    ("The rebels said 14 of their men had been killed in the fighting.", "killed 14"),
]

BRIEFINGS = [
    (
        "The General Staff reported 1,210 Russian personnel killed or wounded over the past day.",
        "killed 1210, injured 1210 joint cumulative",
    ),
    ("Our troops eliminated 43 militants and destroyed four technicals.", "killed 43"),
    ("Nine terrorists were neutralised in northern Iraq, the Turkish Defence Ministry said.", "killed 9"),
    ("Enemy losses amounted to 65 soldiers killed, three tanks and two howitzers.", "killed 65"),
    ("The 47th Brigade lost 20 men in the assault.", "killed 20"),
    ("The 93rd Mechanized Brigade repelled six attacks near Bakhmut.", ""),
    ("Air defence shot down 14 of 16 Shahed drones over Odesa.", ""),
    ("Two KIA and five WIA after an IED strike on a patrol near Gao.", "killed 2, injured 5"),
    (
        "Update: 3 dead, 11 injured, 2 missing after the missile strike on Zaporizhzhia.",
        "killed 3, injured 11, missing 2",
    ),
    ("12 martyrs and 30 wounded in the bombing of Nuseirat camp.", "killed 12, injured 30"),
    ("Four fighters were martyred in an Israeli drone strike on Tyre.", "killed 4"),
    ("Security forces gunned down five Naxals in Bijapur; one jawan was injured.", "killed 5; injured 1"),
    ("An encounter in Pulwama left two terrorists and a constable dead.", "killed 2; killed 1"),
    ("Ten bandits were neutralized and six kidnapped victims rescued in Katsina.", "killed 10"),
    ("The operation resulted in the death of 18 insurgents.", "killed 18"),
    ("Al-Shabaab said it had killed 26 Ugandan soldiers in the attack on the base.", "killed 26"),
    ("The convoy came under fire from a group of seven. Two soldiers were wounded.", "injured 2"),
    ("Troops of 35 Battalion recovered seven AK-47 rifles and 120 rounds after killing two bandits.", "killed 2"),
    ("Artillery units fired 155 mm shells over 24 hours; 5 civilians were killed in Toretsk.", "killed 5"),
    ("Commander of the 2nd Battalion Colonel Ahmed Warsame was killed in the blast.", "killed 1"),
]

CHANNELS = [
    ("BREAKING: 7 killed, 20+ injured in Pokrovsk strike", "killed 7, injured 20+"),
    ("Kramatorsk. A rocket hit a residential building. 4 dead, 16 wounded.", "killed 4, injured 16"),
    ("15:40 – Two more bodies found under the rubble; the death toll from the shelling now stands at 9.", "killed 9"),
    ("Death toll rises to 23 in Kabul mosque bombing", "killed 23"),
    ("Toll in Quetta suicide blast climbs to 32", "killed 32"),
    ("5 soldiers killed, 8 injured in North Waziristan IED blast: ISPR", "killed 5, injured 8"),
    ("Eleven dead as gunmen storm village in Plateau State", "killed 11"),
    ("Soldier, three militants killed in Poonch gunfight", "killed 1; killed 3"),
    ("Israeli strike kills 6 in Khan Younis", "killed 6"),
    ("Ukraine drone attack on Belgorod kills one, injures four", "killed 1, injured 4"),
    ("Militants kill 9, abduct 30 in Borno raid", "killed 9, captured 30"),
    ("Several soldiers hurt in Golan Heights rocket fire", "injured 3?"),
    ("At least a dozen killed in Mogadishu restaurant attack", "killed 12+"),
    ("Over 100 killed in RSF attack on Sudanese village, activists say", "killed 100+"),
    ("Bus hits landmine in Mali; 14 killed", "killed 14"),
    ("IED blast leaves two BSF men injured", "injured 2"),
    ("Bodies of 14 executed civilians found in Bucha mass grave", "killed 14"),
    ("Journalist killed by sniper in Mariupol", "killed 1"),
]

MONITORS = [
    (
        "The Observatory documented the deaths of 23 civilians, including six children, in the shelling of Saraqib.",
        "killed 23",
    ),
    (
        "OCHA recorded 46 civilian deaths and 112 injuries in airstrikes on Marib in the reporting period.",
        "killed 46, injured 112",
    ),
    (
        "Since 7 October, 1,200 Israelis have been killed and 250 people taken hostage by Hamas.",
        "killed 1200, captured 250 cumulative",
    ),
    ("UNHCR said 12,500 people had been displaced by the offensive in Ituri.", "displaced 12500 cumulative"),
    ("Some 1,500 residents were evacuated from Pokrovsk because of the shelling.", "displaced ~1500"),
    ("A further 40,000 people have fled to Chad because of the war.", "displaced 40000 cumulative"),
    ("Of the 30 people killed in the bombing, 11 were children.", "killed 30"),
    ("The strike killed 25 people: 14 fighters, 8 civilians and 3 medics.", "killed 25"),
    ("Two civilians were killed in Idlib and three in Hama by shelling on Tuesday.", "killed 2; killed 3"),
    ("Six rebels and nine soldiers died in the clashes.", "killed 6; killed 9"),
    ("The fighting killed 12 government soldiers and 19 rebels.", "killed 12; killed 19"),
    ("In the past week 84 civilians were killed by shelling in Donetsk region.", "killed 84 cumulative"),
    ("More than 500,000 people have been killed in the 13-year war.", "killed 500000+ cumulative"),
    ("The bodies of three men kidnapped by militiamen last week were found near Tripoli.", "killed 3"),
    ("Twelve detainees died under torture in a prison run by the militia.", "killed 12"),
    ("Police detained 14 men after the bombing in Hebron.", ""),
    ("Russia and Ukraine exchanged 75 prisoners each.", ""),
    ("The rebels released 40 captured soldiers as a goodwill gesture.", ""),
    ("Clashes in Chocó forced 600 people to flee.", "displaced 600"),
    ("A massacre of 14 peasants was reported near Tibú; ELN guerrillas were blamed.", "killed 14"),
    ("Thirteen people remain unaccounted for after the attack on the Nova camp by gunmen of the front.", "missing 13"),
]

TRAPS = [
    ("The 47-year-old commander of the rebels spoke for 90 minutes.", ""),
    ("A 250-kg bomb fell on the 9-storey building, killing a man of 62.", "killed 1"),
    ("The army paid $14,500 to the families of the dead.", ""),
    ("About 45 percent of the dead were women.", ""),
    ("Call 112 or +380 44 278 33 12 for help after the shelling.", ""),
    ("Rebels killed in the 2016 offensive are buried here.", ""),
    ("Brigade 103 and 12 tanks were sent to Kherson after the attack.", ""),
    ("The team lost 3-0 and two players were injured.", ""),
    ("Flooding killed 45 people in Kandahar.", ""),
    ("A bus crash killed 17 passengers on the road to Kabul.", ""),
    ("The city could be attacked and hundreds could be killed, the mayor warned.", ""),
    ("A similar bombing in 2015 killed 40 people in the same market.", "killed 40"),
    ("The minister denied that 30 soldiers had been killed.", ""),
    ("Route 15 and Highway 4 were shelled 20 times; one driver was hurt.", "injured 1"),
    ("He served 12 years and was wounded twice.", ""),
    ("The group of seven rich countries condemned the killing of civilians.", ""),
    ("The strike destroyed 3 trucks and killed 40 sheep.", ""),
    ("Prices rose by 30 after the attack which killed nobody.", ""),
]

# Forms of local papers, hospitals, communiqués and counts.
COUNTS = [
    (
        "Orlo forces took the outpost at Gao; nineteen were taken prisoner and five were killed.",
        "killed 5, captured 19",
    ),
    (
        "Rebels have killed thousands and driven almost two million from their homes.",
        "killed 1000?, displaced <2000000 cumulative",
    ),
    ("Three men died in a rocket strike on Kherson and another four were left with injuries.", "killed 3, injured 4"),
    (
        "A shell hit the market of Gao. The toll has gone up to 21; 117 were brought in wounded.",
        "killed 21, injured 117",
    ),
    ("Gunmen killed three soldiers near Diffa; the fate of two others remains unknown.", "killed 3, missing 2"),
    ("After the raid on the camp a source put the dead at 31.", "killed 31"),
    ("Police confirmed the raid by gunmen but put the casualty figure at six.", "killed 6, injured 6 joint"),
    ("The raid on Gao hit the army hard. He put its losses at 14.", "killed 14"),
    ("A suicide bomber killed 13 in Quetta. Eleven died at the spot and two more in hospital.", "killed 13"),
    ("A mother and her four children died when a drone hit their house in Kherson.", "killed 5"),
    ("A child died and his brother was injured when a mine went off near Raqqa.", "killed 1, injured 1"),
    ("The monitor counted 386 assassination operations in Daraa, in which 289 persons died.", "killed 289 multi"),
    ("After the missile strike on Dnipro three bodies had been counted twice.", ""),
    ("Nobody knows how many have died in the fighting in El Fasher.", ""),
    ("Suspected rebels hacked 19 farmers to death in Mantumbi.", "killed 19"),
    (
        "The raid on Zabarmari killed 13, bringing to 89 the number of farmers killed so far this year.",
        "killed 13; killed 89 cumulative",
    ),
    ("Ten people, all of one family, were killed and 4 others hurt by an air strike in Saada.", "killed 10, injured 4"),
    ("Shelling killed 900 cattle and drove 12,000 people from their homes.", "displaced 12000 cumulative"),
    ("A rocket hit a block in Kherson; a woman, 54, and her grandson, 6, were buried alive.", ""),
    ("He was one of 11 journalists killed by snipers in Syria.", "killed 11"),
    ("Russian shelling killed seven people in Kharkiv, prosecutors said.", "killed 7"),
    ("Ten years ago he lost his brother; on Monday a rocket killed his two sons in Sderot.", "killed 2"),
    ("Ten years ago a bomb killed 85 people in the waiting room.", ""),
    ("About 2,000 persons had to flee the shelling of Goma.", "displaced ~2000"),
    ("The offensive of the rebels caused 600 people to flee.", "displaced 600"),
    (
        "Eight soldiers were killed and 13 injured on Wednesday when gunmen raided Gao. It said that it had killed "
        "eight rebels.",
        "killed 8, injured 13; killed 8",
    ),
    ("Police said a man who fled told them of the raid by gunmen.", ""),
    ("Suppose that sixty people die in a rocket attack.", ""),
    ("A soldier, a welder of 45, was shot dead by a sniper.", "killed 1"),
    (
        "In Port-au-Prince armed gangs stormed a market, witnesses said. Ten people died and 4,700 fled. "
        "A Kenyan officer of the multinational force was wounded.",
        "killed 10, displaced 4700; injured 1",
    ),
    ("Two men of a gang were shot dead in a car park in Leeds, detectives said.", ""),
    ("Soldiers retook the jail of Machala from armed gangs that seized it; 31 inmates were killed.", "killed 31"),
    ("A prison riot killed seven warders in Orlo.", ""),
    ('"Sand" is set in the Sahel. Rebels storm a garrison and kill forty soldiers. The scene lasts a minute.', ""),
    ("In the scenario, six raiders were killed. A wounded captain was carried off during the drill at the base.", ""),
    ("The prosecution says at least 200 villagers were killed in the attack of which he is accused.", ""),
]

ALL = [*AGENCIES, *BRIEFINGS, *CHANNELS, *MONITORS, *TRAPS, *COUNTS]


@pytest.mark.parametrize(("text", "expected"), ALL, ids=[text[:50] for text, _ in ALL])
def test_tolls_of_many_newsrooms_are_read(text, expected):
    assert told(text) == expected
