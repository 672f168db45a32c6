"""Makes the window's font for programs and their output from JetBrains Mono's own: what European
languages and programs are written in, without ligatures, which would hide what is typed. Needs
fonttools, and JetBrainsMono-Regular.ttf 2.242 (Debian's fonts-jetbrains-mono has it) in the folder
where it is started.
"""

from fontTools import subset
from fontTools.ttLib import TTFont

RANGES = [(0x20, 0x17F), (0x370, 0x3FF), (0x400, 0x45F), (0x2010, 0x2027), (0x2030, 0x203A), (0x2190, 0x2193), (0x2500, 0x257F)]
OTHERS = [0x20AC, 0x2122, 0x2212, 0x2260, 0x2264, 0x2265, 0xFFFD]

font = TTFont("JetBrainsMono-Regular.ttf")
options = subset.Options()
options.layout_features = ["ccmp", "mark", "mkmk"]
options.notdef_outline = True
options.hinting = False
options.name_IDs = ["*"]
subsetter = subset.Subsetter(options)
subsetter.populate(unicodes=[code for first, last in RANGES for code in range(first, last + 1)] + OTHERS)
subsetter.subset(font)
font.save("JetBrainsMono-Regular-Plain.ttf")
