"""Templates, second part: nouns, control, coordination, relative clauses, bystanders. Notation: notation.py."""

STRUCTURES = {
    "nominal": """
{A}'s [invasion] of {B} shocked the whole continent. | A>B - ?
The {A.adj} [attack] on {B} lasted a week. | A>B - ?
The [occupation] of {B} by {A} ended in 1994. | A>B - ?
{A}'s [support] for {B} has cost it dearly. | A>B + ?
{A.adj} [assistance] to {B} doubled within a year. | A>B + ?
{A}'s [cooperation] with {B} began with a river treaty. | A>B + ?
{A}'s [withdrawal] from the bloc surprised {C}. | A>_ * ?
The [bombing] of {B} drew protests in many capitals. | _>B - ?
{A}'s [annexation] of {B} was never recognized. | A>B - ?
{A}'s [threats] against {B} grew louder. | A>B - ?
Nothing excuses {A.adj} [aggression] against {B}. | A>B - ?
{A.adj} [sanctions] on {B} took effect in June. | A>B - ?
{B}'s [defeat] by {A} changed the balance. | A>B - ?
{A}'s [praise] for {B} was brief. | A>B + ?
The [blockade] of {B} by the {A.adj} navy was lifted after a month. | A>B - ?
{A} [launched an attack] on {B}. | A>B - ?
{A} [provided assistance] to {B} during the floods. | A>B + ?
{A} [imposed sanctions] on {B}. | A>B - ?
""",
    "control": """
{A} [forced] {B} to close its bases. | A>B c
{B} was [compelled] by {A} to reopen the border. | A>B c
{B} was [forced] to cede two provinces. | _>B c
{A} forced {B} to [expel] {C}. | B>C - ?
{A} persuaded {B} to [attack] {C}. | B>C - ?
{A} [obliges] {B} to sell its gas at a loss. | A>B c
{A} [controls] {B} through debt. | A>B c
{B} is [dominated] by {A}. | A>B c
{A} has [subjugated] {B}. | A>B *
{B} was compelled by {A} to [support] {C}. | B>C + ?
{A} [compelled] {B} to accept the terms. | A>B c
{A} allowed {B} to [help] {C}. | B>C + ?
{A} could [force] {B} to negotiate. | A>B c ~
{A} did not [force] {B} to sign. | A>B c !
""",
    "coordination": """
{A} and {C} [attacked] {B}. | A>B C>B -
{A} [armed] and [funded] {B}. | A>B + ; A>B +
{A} [invaded] {B} and {C} in the same year. | A>B A>C -
{B} was [sanctioned] by {A} and {C}. | A>B C>B -
Both {A} and {C} [praised] {B}. | A>B C>B +
{A} [praised] {B} but [condemned] {C}. | A>B + ; A>C -
{A} [supports] {B}, and {C} [supplies] {A}. | A>B + ; C>A +
{A} as well as {C} [assists] {B}. | A>B C>B +
{B} was [bombed] and later [occupied] by {A}. | A>B - ; A>B -
Neither {A} nor {C} [helped] {B}. | A>B C>B + !
{A} [threatened] {B} and then [attacked] it without warning. | A>B - ; A>* -
{B} and {C} were [invaded] by {A}. | A>B A>C -
{A} signed the treaty and [rewarded] {B}. | A>B +
{A} may [punish] or [rescue] {B}. | A>B - ~ ; A>B + ~
""",
    "relative": """
{B}, which {A} [attacked] in June, has since closed its embassy. | A>B -
{A}, which [supports] {B}, has sent an envoy. | A>B +
It was {A} that [invaded] {B}. | A>B -
{B}, [backed] by {A}, rejected the offer. | A>B +
{A}, having [defeated] {B}, turned to the sea. | A>B -
{B}, which had been [bombed] by {A}, appealed for help. | A>B -
{A}, whose army [occupied] {B} for a decade, now pays reparations. | A>B -
{C} deplored what {A} had [inflicted] on {B}. | A>B * @*
The country that {A} [protects] most is {B}. | A>* +
{C} visited {B}, which {A} [sanctions]. | A>B -
{B}, [threatened] by {A}, doubled its army. | A>B -
{C} trades with {A}, which [funds] {B}. | A>B +
""",
    "apposition": """
{A}, the largest economy in the region, [sanctioned] {B}. | A>B -
{B}, a landlocked country of six million, was [blockaded] by {A}. | A>B -
{A}, {C}'s closest ally, [attacked] {B}. | A>B -
{A} [helped] {B}, its poorest neighbor, to build a dam. | A>B +
The region's strongest power, {A}, [threatened] {B}. | A>B -
{A}, once a colony of {C}, [condemned] {B}. | A>B -
{A} [rewarded] {B}, a rival of {C}, with a loan. | A>B +
Neighboring {A} [raided] {B} in the night. | A>B -
{B}, like {C} before it, was [abandoned] by {A}. | A>B -
{A}, not {C}, [protects] {B}. | A>B +
""",
    "bystander": """
While {C} looked on, {A} [attacked] {B}. | A>B -
At a summit in {C}, {A} [criticized] {B}. | A>B -
Unlike {C}, {A} [assists] {B}. | A>B +
{A} [bombed] {B} from bases in {C}. | A>B -
Fearing {C}, {A} [supported] {B}. | A>B +
Despite pressure from {C}, {A} [defended] {B}. | A>B +
After talks with {C}, {A} [embargoed] {B}. | A>B -
To the dismay of {C}, {A} [befriended] {B}. | A>B +
{A} [denounced] {B} in {C.capital}. | A>B -
In {C}, where elections are due, few noticed that {A} had [invaded] {B}. | A>B - @*
With the help of {C}, {A} [defeated] {B}. | A>B -
{B}, on the border of {C}, was [annexed] by {A}. | A>B -
""",
}
