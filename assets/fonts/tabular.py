"""Makes the two fonts of the window from Inter's own: figures of one width as the default ones.

egui cannot ask a font for its `tnum` figures, so they take the place of the proportional ones here;
alternates that nothing asks for are left out. Needs fonttools, and Inter-Regular.otf and
Inter-SemiBold.otf 3.19 (Debian's fonts-inter has them) in the folder where it is started.
"""

from fontTools import subset
from fontTools.ttLib import TTFont

for weight in ("Regular", "SemiBold"):
    font = TTFont(f"Inter-{weight}.otf")
    substitutions = font["GSUB"].table
    tabular = next(r.Feature for r in substitutions.FeatureList.FeatureRecord if r.FeatureTag == "tnum")
    mapping = {}
    for index in tabular.LookupListIndex:
        for table in substitutions.LookupList.Lookup[index].SubTable:
            mapping.update(getattr(table, "ExtSubTable", table).mapping)
    for table in font["cmap"].tables:
        for code in range(ord("0"), ord("9") + 1):
            # Tables may share their map, in which case it is changed already.
            table.cmap[code] = mapping.get(table.cmap[code], table.cmap[code])
    options = subset.Options()
    options.layout_features = ["kern", "mark", "mkmk", "ccmp", "locl"]
    options.notdef_outline = True
    options.name_IDs = ["*"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=font.getBestCmap().keys())
    subsetter.subset(font)
    font.save(f"Inter-{weight}-Tabular.otf")
