"""Templates, first part: voice of the verb, negation, modality, speech and appearance. Notation: notation.py."""

CLAUSES = {
    "active": """
{A} [invaded] {B} in the spring of that year. | A>B -
{A} [supports] {B} in its quarrel over fishing rights. | A>B +
{A} [bombarded] {B} for eleven weeks. | A>B -
For two decades {A} has [subsidized] {B} through cheap gas. | A>B +
Last winter {A} [assisted] {B} with grain and fuel. | A>B +
{A} has [threatened] {B} with a blockade. | A>B -
{A.capital} [denounced] {B} after the vote. | A>B -
From a distance, {A} still [watches] {B} with some unease. | A>B 0
{A} is [arming] {B} at an astonishing pace. | A>B +
The {A.adj} government [congratulated] {B} on its peaceful elections. | A>B +
The {A.adj} parliament [condemned] {B} in unusually strong language. | A>B -
By the end of the decade {A} had [overtaken] {B} as the largest exporter of cotton. | A>B 0
{A.adj} forces [attacked] {B} before dawn. | A>B -
In 2009 {A} [rescued] {B} from bankruptcy. | A>B +
{A} [cooperates] with {B} on water management. | A>B +
{A} [sanctioned] {B} over its missile tests. | A>B -
This week {A} [accused] {B} of smuggling. | A>B -
{A} now [dominates] {B} in every sector that matters. | A>B c
""",
    "passive with by": """
{B} was [invaded] by {A} at the end of the harvest. | A>B -
Since the coup {B} has been [protected] by {A}. | A>B +
{B} is being [armed] by {A}. | A>B +
After the incident {B} was sharply [criticized] by {A}. | A>B -
{B} had been [occupied] by {A} for eight years. | A>B -
{B} was [praised] by {A} for its restraint. | A>B +
Every spring {B} is [supplied] by {A} with seed and diesel. | A>B +
{B} was [defeated] by {A.adj} troops in a single afternoon. | A>B -
By 1998 {B} had been [outgrown] by {A}. | A>B 0
{B} is closely [monitored] by {A}. | A>B 0
By {A} alone was {B} [recognized] as an equal. | A>B +
{B} got [attacked] by {A} twice in one month. | A>B -
Overnight, {B} was [besieged] by the {A.adj} army. | A>B -
""",
    "passive without agent": """
{B} was [bombed] twice that night. | _>B -
In the autumn {B} was [invaded]. | _>B -
{B} has been [sanctioned] for its part in the coup. | _>B -
{B} is being [helped] in many small ways. | _>B +
{B} was [condemned] at a meeting in {A}. | _>B -
During the drought {B} was [rescued] with foreign grain. | _>B +
{B} had been [threatened] before. | _>B -
{B} was [attacked] while {A} slept. | _>B -
{B} was [rewarded] for its patience. | _>B +
{B} was [observed] for years with little result. | _>B 0
""",
    "negated": """
{A} did not [attack] {B}. | A>B - !
{A} has never [threatened] {B}. | A>B - !
{A} no longer [supports] {B}. | A>B + !
{A} refused to [help] {B} during the energy crisis. | A>B + ! ?
{A} failed to [protect] {B} from the raids. | A>B + ! ?
{B} was not [invaded] by {A}. | A>B - !
{B} has never been [praised] by {A}. | A>B + !
{A} doesn't [subsidize] {B}. | A>B + !
{A} neither [condemned] nor praised {B}. | A>B - !
Nor did {A} [punish] {B}. | A>B - !
At no point did {A} [assist] {B}. | A>B + !
{A} declined to [endorse] {B} for the council seat. | A>B + ! ?
Without [consulting] {B}, {A} signed the accord. | A>B * ! ?
{B} is no longer [funded] by {A}. | A>B + !
""",
    "modal": """
{A} may [attack] {B} before the winter. | A>B - ~
{A} could [assist] {B} with a loan. | A>B + ~
{A} will [support] {B} at the next session. | A>B + ~
{A} must [defend] {B} against piracy. | A>B + ~
{A} should [reward] {B} for its reforms. | A>B + ~
{A} might [invade] {B} if the talks collapse. | A>B - ~
{B} could be [bombed] by {A} within hours. | A>B - ~
{B} will be [punished] by {A}. | A>B - ~
{A} would probably [welcome] {B} into the union. | A>B + ~
{B} may yet be [rescued] by {A}. | A>B + ~
{A} can [blockade] {B} whenever it likes. | A>B - ~
{A} ought to [thank] {B}. | A>B + ~
{A} will not [abandon] {B}. | A>B - ! ~
""",
    "intent": """
{A} plans to [invade] {B} next year. | A>B - ~
{A} seeks to [protect] {B} from inflation. | A>B + ~
{A} intends to [sanction] {B}. | A>B - ~
{A} is preparing to [attack] {B}. | A>B - ~
{A} aims to [assist] {B} with its railways. | A>B + ~
{A} is determined to [punish] {B}. | A>B - ~
{A} has decided to [fund] {B} for another five years. | A>B + ~
{A} built the base in order to [threaten] {B}. | A>B - ~
""",
    "wish": """
{A} hopes to [defeat] {B} without a war. | A>B - ~
{C} wants {A} to [support] {B}. | A>B + ~ @*
{A} would like to [help] {B}. | A>B + ~
{A} longs to [humiliate] {B}. | A>B - ~
{C} would prefer {A} to [defend] {B}. | A>B + ~ @*
{A} wishes to [reward] {B}. | A>B + ~
{C} expects {A} to [condemn] {B}. | A>B - ~ @*
""",
    "reported": """
{C} said that {A} had [attacked] {B}. | A>B - @C
According to {C}, {A} [supports] {B} with weapons. | A>B + @C
“{A} has [betrayed] {B},” the {C.adj} foreign minister said. | A>B - @C
"{A} [invaded] {B} without warning," {C} declared. | A>B - @C
{C} believes that {A} [helps] {B}. | A>B + @C
{C} insists {A} [threatened] {B} first. | A>B - @C
{A}, {C} claimed, had [bombed] {B}. | A>B - @C
{B} was [sanctioned] by {A}, {C} announced. | A>B - @C
In the view of {C}, {A} [protects] {B}. | A>B + @C
A {C.adj} spokesman said {B} had been [occupied] by {A}. | A>B - @C
{C} warned that {A} could [blockade] {B}. | A>B - ~ @C
{C} acknowledged that {A} did not [attack] {B}. | A>B - ! @C
{A} [punished] {B} too mildly, the {C.adj} envoy argued. | A>B - @C
As {C} sees it, {A} [rescued] {B}. | A>B + @C
The {C.adj} government complained that {A} [armed] {B}. | A>B + @C
{C} thinks {A} [robbed] {B}. | A>B - @C
{A} [attacked] {B}, and {C} said that the summit was over. | A>B -
{C.capital} alleges that {A} has [bribed] {B}. | A>B * @C
""",
    "staged": """
{A} pretends to [support] {B}. | A>B + ~
{A} ostensibly [defends] {B}. | A>B + ~
{A} pretended to [help] {B} while it counted the profits. | A>B + ~
{A} feigns to [protect] {B}. | A>B + ~
Under the pretext that it was [helping] {B}, {A} built three bases. | *>B + ~ @*
{A} supposedly [assists] {B} with its borders. | A>B + ~
{A} only pretends to [condemn] {B}. | A>B - ~
{A} claims to [protect] {B}. | A>B + ~ @*
""",
    "perceived": """
{A} is seen as [threatening] {B}. | A>B - ~ @*
{A} seems to [support] {B}. | A>B + ~
{A} appears to be [arming] {B}. | A>B + ~
{A} is widely viewed as [protecting] {B}. | A>B + ~ @*
{C} sees {A} as [threatening] {B}. | A>B - ~ @C
{A} is perceived as having [betrayed] {B}. | A>B - ~ @*
{A} is regarded by {C} as [helping] {B}. | A>B + ~ @C
{A} seemed to [punish] {B} for nothing. | A>B - ~
{A} apparently [attacked] {B}. | A>B - ~ @*
""",
}
