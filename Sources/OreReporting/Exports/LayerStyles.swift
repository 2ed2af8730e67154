internal import OreDetection

/// Styles of QGIS (QML) for the published layers, so that they can be read at once: findings by verdict, incidents by state.
///
/// QGIS takes them from the file's table `layer_styles`; other programs leave them alone. Colours after Okabe and Ito (2008).
public enum LayerStyles {
    public static let licences = single(fill("47,93,138,33", outline: "47,93,138", width: "0.35"))
    public static let zones = single(fill("63,125,78,20", outline: "63,125,78", width: "0.5", line: "dash"))
    public static let footprints = single(fill("58,58,58,25", outline: "58,58,58", width: "0.2"))

    public static let findings = categorized(
        by: "verdict", type: "fill",
        Verdict.allCases.map { verdict in
            let (colour, width) =
                switch verdict {
                case .strong: ("194,65,12", "0.5")
                case .possible: ("230,159,0", "0.4")
                case .undecidable: ("123,135,148", "0.4")
                case .consistent: ("47,93,138", "0.2")
                }
            return (verdict.rawValue, fill(colour + ",110", outline: colour, width: width))
        })

    public static let incidents = categorized(
        by: "state", type: "marker",
        [
            ("open", marker("194,65,12")), ("returned", marker("230,159,0")), ("confirmed", marker("107,33,168")),
            ("dismissed", marker("123,135,148")), ("withdrawn", marker("213,218,225")),
        ])

    private static func fill(_ colour: String, outline: String, width: String, line: String = "solid") -> String {
        layer(
            "SimpleFill",
            [
                ("color", colour), ("style", "solid"), ("outline_color", outline + ",255"), ("outline_style", line),
                ("outline_width", width),
                ("outline_width_unit", "MM"),
            ])
    }

    private static func marker(_ colour: String) -> String {
        layer(
            "SimpleMarker",
            [
                ("name", "circle"), ("color", colour + ",255"), ("outline_color", "255,255,255,255"), ("outline_width", "0.4"),
                ("outline_width_unit", "MM"), ("size", "3"), ("size_unit", "MM"),
            ])
    }

    private static func layer(_ kind: String, _ properties: [(name: String, value: String)]) -> String {
        let properties = properties.map { #"<prop k="\#($0.name)" v="\#($0.value)"/>"# }.joined()
        return #"<layer class="\#(kind)" enabled="1" locked="0" pass="0">\#(properties)</layer>"#
    }

    private static func symbol(_ name: Int, _ type: String, _ layer: String) -> String {
        #"<symbol name="\#(name)" type="\#(type)" alpha="1" clip_to_extent="1" force_rhr="0">\#(layer)</symbol>"#
    }

    private static func single(_ layer: String) -> String {
        document(
            #"<renderer-v2 type="singleSymbol" symbollevels="0" enableorderby="0"><symbols>\#(symbol(0, "fill", layer))</symbols></renderer-v2>"#
        )
    }

    private static func categorized(by field: String, type: String, _ categories: [(value: String, layer: String)]) -> String {
        var (entries, symbols) = ("", "")
        for (i, category) in categories.enumerated() {
            entries += #"<category value="\#(category.value)" label="\#(category.value)" symbol="\#(i)" render="true"/>"#
            symbols += symbol(i, type, category.layer)
        }
        return document(
            #"<renderer-v2 type="categorizedSymbol" attr="\#(field)" symbollevels="0" enableorderby="0">"#
                + "<categories>\(entries)</categories><symbols>\(symbols)</symbols></renderer-v2>")
    }

    private static func document(_ renderer: String) -> String {
        #"<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'><qgis version="3.22" styleCategories="Symbology">"# + renderer
            + "</qgis>"
    }
}
