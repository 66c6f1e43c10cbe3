"""Single characters: which of them a bulletin holds, in few words.

Every second character of a long bulletin is one that nearly all long bulletins hold. So the common characters stand in
levels, and of each level the index has what is shorter: the characters that a bulletin holds, or a mark for the rest
and those that it lacks. Which is which changes the size of the index only, never an answer.

    reported("中国，中") ->  "中 国"
    the_rest("中")  ->  ("<the rest of level 0>", "<lacking 中>"): who has the first and not the second holds 中 too
    the_rest("赣")  ->  None
"""

from pipelines.search.fold import fold

__all__ = ["LEVELS", "reported", "said_of", "the_rest"]

# The most frequent characters of 263 bulletins, by how many have each
LEVELS = (
    "的一在有1为人大年时上中不是0日以发2要出对现和行于了成个过下到后会来生国能前定家用等经可自()作多分其全方新进",
    "月53也加将提得表部间与地者实外这同公动工本及面就主所开期天关高重示因入市通4民并都6已应合报长最8好内相而之理",
    "度心如机9业体从法意明还但次性当目力受点制常门情果保此起务道产至事或无7二位由近正建据各三更接他原场管数名员院持",
    "区化量小别说使利身平种结需计问调然去少两我任元比导网学收品特没们做件认处规该求只物题确子续程看手向指统况第单强设",
    "水些台直解记口费让运总准政服众电式完取局回系万安展查消节北代资造传达知专则告包立未共布格很息四科再证里今整十质流",
    "社基信称变组议样除被给标感项头医治.效才美改商先推活连交金着照类每备供引真己施健司支低步参办路较注见易视按容几首",
    "增显文护打形又想五价省术级周快超带反另预集把根放复联且影师采非选功广究难线华均具气么约那研即致助验排色存便转落际",
    "极营领观免京委请张病热东环决份始责话升足置限境型条构防何必康卫状严春站围投却获精继依海段例府南微维监技源断负深担",
)
LEVEL_OF = {character: number for number, level in enumerate(LEVELS) for character in level}
SETS = tuple(map(frozenset, LEVELS))
COMMON = frozenset(LEVEL_OF)
# Tokens of two characters, so none of them is a character of a text
THE_REST = "\ue001"  # before a level's number: all its characters but those that are named as lacking
LACKING = "\ue002"


def reported(text: str) -> str:
    """Return what the index of characters holds of a text, each token once."""
    return said_of(fold(text))


def said_of(folded: str) -> str:
    """Return the same of a folded text."""
    held = set(folded) - {" "}
    found = held - COMMON
    for number, level in enumerate(SETS):
        lacking = level - held
        if len(lacking) + 1 < len(level) - len(lacking):
            found.add(f"{THE_REST}{number}")
            found.update(LACKING + character for character in lacking)
        else:
            found.update(level & held)
    return " ".join(sorted(found))


def the_rest(character: str) -> tuple[str, str] | None:
    """Return the mark for the rest of a folded character's level, and the token for lacking it; None for one that
    stands in no level."""
    if character not in LEVEL_OF:
        return None
    return f"{THE_REST}{LEVEL_OF[character]}", f"{LACKING}{character}"
