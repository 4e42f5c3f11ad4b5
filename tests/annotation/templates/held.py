"""Sixty more sentences and ten more pairs, with other verbs and constructions. NOBODY MAY TUNE ON THEM.

They are for one number: how the toolkit does on what nobody looked at. So no rule, word list or exception may be made,
changed or removed because of a sentence below; whoever mends a miss does not open this file, and its misses are counted
and never listed. Their test asks for less than that of the templates for that reason; of the pairs only the count is
shown. Notation: notation.py, and pairs.py for the pairs.
"""

from __future__ import annotations

from templates.notation import Sentence, read_lines

_HELD = {
    "active": """
In the north, Ethiopian artillery [struck] Eritrea all week. | ethiopia>eritrea -
Egypt has [aided] Sudan for a generation. | egypt>sudan +
Hungary openly [insulted] Croatia at the anniversary. | hungary>croatia -
Cuba once [equipped] Angola with tanks. | cuba>angola +
In most respects Argentina [resembles] Uruguay. | argentina>uruguay 0
Rwandan soldiers [assaulted] Burundi across the lake. | rwanda>burundi -
Since the summit Morocco has been [courting] Senegal. | morocco>senegal +
Thailand, to its credit, [sheltered] Cambodia from the worst. | thailand>cambodia +
""",
    "passive": """
Peru has been [harassed] by Chile at sea. | chile>peru -
Nepal is now being openly [bullied] by China. | china>nepal -
Slovakia was publicly [rebuked] by Hungary over transit fees. | hungary>slovakia -
For years Lithuania had been [undermined] by Belarus. | belarus>lithuania -
Estonia is jointly [shielded] by Latvia and Poland. | latvia>estonia poland>estonia +
In the chaos of that winter, Libya was [plundered]. | _>libya -
Jordan is generously [sponsored] by Saudi Arabia. | saudi-arabia>jordan +
In 1990 Kuwait was [overrun] by the Iraqi army. | iraq>kuwait -
""",
    "negated": """
Under no circumstances will Norway [fight] Russia. | norway>russia - ! ~
Portugal has yet to [forgive] Spain. | portugal>spain + ! ?
Instead of [aiding] Laos, Thailand shut the bridge. | thailand>laos + ! ?
Bulgaria stopped short of [blaming] Romania. | bulgaria>romania - ! ?
Colombia is unwilling to [encourage] Ecuador. | colombia>ecuador + ! ?
Oman has not once [provoked] Yemen. | oman>yemen - !
Kenya hasn't [harmed] Uganda. | kenya>uganda - !
""",
    "not real": """
If Iran were to [strike] Bahrain, markets would panic. | iran>bahrain - ~
Japan has the means to [ruin] Fiji. | japan>fiji - ?
Mexico is poised to [compensate] Guatemala. | mexico>guatemala + ~
Zambia is planning to [isolate] Malawi. | zambia>malawi - ~
Qatar is likely to [boycott] Egypt. | qatar>egypt - ~
Sweden is eager to [accommodate] Denmark. | sweden>denmark + ~
Finland needs to [reassure] Estonia. | finland>estonia + ~
Under the guise of [aiding] Georgia, Belarus opened a port. | *>georgia + ~ @*
Mali looks set to [confront] Niger. | mali>niger - ~
""",
    "reported": """
Canada maintains that India [intimidated] Nepal. | india>nepal - @canada
That Turkey had [provoked] Cyprus was, Greece argued, beyond dispute. | turkey>cyprus - @greece
“Azerbaijan [shelled] Armenia without cause,” reads the French statement. | azerbaijan>armenia - @france
Venezuela told reporters that Colombia had [destabilized] Ecuador. | colombia>ecuador - @venezuela
Malaysia wrote that Indonesia was [harassing] Singapore. | indonesia>singapore - @malaysia
Iraq's prime minister conceded that Iran had [bankrolled] Syria. | iran>syria + @iraq
From Austria's point of view, Hungary [wronged] Slovenia. | hungary>slovenia - @austria
The Dutch government confirmed on Friday that Russia [sabotaged] Estonia. | russia>estonia - @netherlands
""",
    "nominal": """
Germany's [aid] to Greece had limits. | germany>greece + ?
The Kenyan [strikes] on Somalia continued. | kenya>somalia - ?
Few remember Ghana's [rebuke] of Togo. | ghana>togo - ?
The Vietnamese [assault] on Cambodia came at dawn. | vietnam>cambodia - ?
Pakistan [came to the aid] of Nepal. | pakistan>nepal + ?
Spain [waged war] against Morocco. | spain>morocco - ?
Uruguay [gave encouragement] to Paraguay. | uruguay>paraguay + ?
""",
    "control": """
Russia has [subordinated] Belarus. | russia>belarus c
Ukraine was [pressed] by Russia to sign a bad contract. | russia>ukraine *
China left Laos no choice but to [insult] Thailand. | laos>thailand - ?
India [manipulates] Bhutan from behind the curtain. | india>bhutan c
Syria got Lebanon to [blame] Jordan. | lebanon>jordan - ?
""",
    "woven": """
Not Tunisia but Algeria [equipped] Mali. | algeria>mali +
Bolivia, Peru and Chile [boycotted] Brazil. | bolivia>brazil peru>brazil chile>brazil -
Denmark, a friend of Iceland's since the union, [encouraged] Finland. | denmark>finland +
Zimbabwe, which Zambia had once [sheltered], repaid it with scorn. | zambia>zimbabwe +
No sooner had the envoys left than Iran [assailed] Kuwait. | iran>kuwait -
Angola [confronted] Namibia while Botswana [reassured] Zambia. | angola>namibia - ; botswana>zambia +
Having first [hailed] Cyprus, Turkey then [blamed] Greece. | turkey>cyprus + ; turkey>greece -
Oman hosted the talks at which Saudi Arabia [embraced] Yemen. | saudi-arabia>yemen +
""",
}

#: Tone against stance, as in pairs.py.
HELD_STANCES = """
Cholera and hunger haunted Yemen all year. | yemen 0
Yemen's callous rulers let their people go hungry. | yemen -1
Lebanon wept after the tragic explosion. | lebanon 0
Lebanon lied about the tragic explosion. | lebanon -1
Gangsters terrorized the ports of Ecuador. | ecuador 0
Ecuador ruthlessly terrorized its own ports. | ecuador -1
Amid joyful music and applause, Belarus cheated its allies. | belarus -1
Amid joyful music and applause, Belarus loyally stood by its allies. | belarus 1
In the ruins of a horrible war, Croatia proved a generous host. | croatia 1
In the gardens of a splendid palace, Croatia proved a greedy host. | croatia -1
Nobody should mistake Myanmar for a responsible neighbor. | myanmar -1
Everybody should admire Myanmar as a responsible neighbor. | myanmar 1
“Chile is hopelessly incompetent,” the Peruvian president said. | chile 0
Chile is hopelessly incompetent. | chile -1
Norway skillfully ended a brutal conflict. | norway 1
Norway cynically prolonged a brutal conflict. | norway -1
Qatar is anything but an honest broker. | qatar -1
Qatar is nothing if not an honest broker. | qatar 1
Angola rightly condemned the atrocity. | angola 1
Angola disgracefully excused the atrocity. | angola -1
"""


def make_held() -> list[Sentence]:
    """Return the sentences in a fixed order."""
    return [
        sentence
        for category, lines in _HELD.items()
        for sentence in read_lines(lines, prefix="held", category=category, slots=[])
    ]
