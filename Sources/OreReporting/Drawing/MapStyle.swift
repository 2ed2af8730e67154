internal import OreDetection

/// Style and patterns that all maps share: in the page once, in a lone drawing of its own.
enum MapStyle {
    /// Colours as custom properties, light and dark; printing is always light.
    static func variables(_ markup: inout Markup) {
        markup.raw(":root{color-scheme:light dark;")
        markup.raw(
            "--ink:#1b2430;--dim:#5b6675;--line:#d5dae1;--paper:#fff;--panel:#f6f7f9;--land:#f4f2ec;--grid:#d9d6cc;--lic:#2f5d8a;--old:#7b8794;--zone:#3f7d4e;--foot:#3a3a3a;--accent:#0f4c81;--halo:#fff;"
        )
        for rule in RuleName.allCases { colour(rule, rule.colours.light, &markup) }
        markup.raw("}\n@media (prefers-color-scheme:dark) and (not print){:root{")
        markup.raw(
            "--ink:#e6e9ee;--dim:#9aa5b4;--line:#343c48;--paper:#14181e;--panel:#1c222b;--land:#1e2329;--grid:#3a4049;--lic:#7fb2e5;--old:#8d99a8;--zone:#7cc28d;--foot:#cfd4da;--accent:#8cc0f0;--halo:#14181e;"
        )
        for rule in RuleName.allCases { colour(rule, rule.colours.dark, &markup) }
        markup.raw("}}\n")
    }

    private static func colour(_ rule: RuleName, _ colour: StaticString, _ markup: inout Markup) {
        markup.raw("--")
        markup.text(rule.styleClass)
        markup.raw(":")
        markup.raw(colour)
        markup.raw(";")
    }

    /// Classes of what maps draw.
    static func rules(_ markup: inout Markup) {
        for rule in RuleName.allCases {
            markup.raw(".")
            markup.text(rule.styleClass)
            markup.raw("{--c:var(--")
            markup.text(rule.styleClass)
            markup.raw(")}\n")
        }
        markup.raw(
            """
            .map{font-family:var(--sans);font-size:11px;display:block;max-width:100%;height:auto}
            .map .land{fill:var(--land)}.map .grid{stroke:var(--grid);stroke-width:1;fill:none}
            .map .lic{fill:var(--lic);fill-opacity:.13;stroke:var(--lic);stroke-width:1.1}.map .licdot{stroke:var(--lic);stroke-width:2;stroke-linecap:square;fill:none;opacity:.75}
            .map .big .lic{stroke-width:.8}.map .old{fill:none;stroke:var(--old);stroke-width:1.3;stroke-dasharray:5 3}
            .map .zone{fill:url(#h-zone);stroke:var(--zone);stroke-width:1.2;stroke-dasharray:8 2 2 2}
            .map .tol{fill:none;stroke:var(--lic);stroke-opacity:.22;stroke-linejoin:round}
            .map .foot{fill:var(--foot);fill-opacity:.14;stroke:var(--foot);stroke-width:1.2}
            .map .part{stroke:var(--c);stroke-width:2;stroke-linejoin:round}
            .map .sym{fill:var(--c);stroke:var(--halo);stroke-width:1}.map .sym.weak{fill:var(--halo);fill-opacity:.75;stroke:var(--c);stroke-width:1.8}
            .map .dot{stroke:var(--c);stroke-width:4;stroke-linecap:round;fill:none}
            .map text{fill:var(--ink)}.map .dim{fill:var(--dim)}.map .tag{paint-order:stroke;stroke:var(--halo);stroke-width:3px;stroke-linejoin:round}
            .map .tag.l{fill:var(--lic)}.map .tag.o{fill:var(--old)}.map .tag.z{fill:var(--zone)}
            .map .frame{fill:none;stroke:var(--ink);stroke-width:1}.map .bar{fill:var(--ink)}.map .bar2{fill:var(--paper);stroke:var(--ink);stroke-width:1}
            .map .cross{stroke:var(--ink);stroke-width:1.6;fill:none}.map .cross.h{stroke:var(--halo);stroke-width:4}
            .map .plate{fill:var(--paper);fill-opacity:.86}

            """)
    }

    /// Hatchings, one per rule, and that of zones.
    static func patterns(_ markup: inout Markup) {
        markup.element("defs") { defs in
            for rule in RuleName.allCases {
                defs.element(
                    "pattern",
                    [
                        "id": "h-" + rule.rawValue, "class": rule.styleClass, "width": "6", "height": "6", "patternUnits": "userSpaceOnUse",
                        "patternTransform": "rotate(\(rule.hatchAngle))",
                    ]
                ) { pattern in
                    pattern.raw("<rect width=\"6\" height=\"6\" style=\"fill:var(--c);fill-opacity:.3\"/>")
                    pattern.raw("<path d=\"M0 0V6\" style=\"stroke:var(--c);stroke-width:2.4\"/>")
                }
            }
            defs.raw("<pattern id=\"h-zone\" width=\"9\" height=\"9\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(60)\">")
            defs.raw("<rect width=\"9\" height=\"9\" style=\"fill:var(--zone);fill-opacity:.09\"/>")
            defs.raw("<path d=\"M0 0V9\" style=\"stroke:var(--zone);stroke-width:1;stroke-opacity:.55\"/></pattern>")
        }
    }
}
