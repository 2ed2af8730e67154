internal import OreDetection

/// The frame of a page that loads and runs nothing: whatever stands in it, its content security policy forbids both.
enum PlainPage {
    /// - Returns: UTF-8 bytes. The same content gives the same bytes.
    static func bytes(
        title: String, language words: Language, style: (inout Markup) -> Void, main content: (inout Markup) -> Void
    ) -> [UInt8] {
        var page = Markup()
        page.raw("<!doctype html>\n")
        page.element("html", ["lang": words == .english ? "en" : "zh-Hans"]) { html in
            html.element("head") { head in
                head.raw("<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"")
                head.raw("default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">\n")
                head.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
                head.raw("<meta name=\"generator\" content=\"orewatch ")
                head.text(RunRecord.programVersion)
                head.raw("\">\n")
                head.element("title", [:], title)
                head.element("style") { sheet in
                    ReportStyle.append(to: &sheet)
                    style(&sheet)
                }
            }
            html.element("body") { $0.element("main", content: content) }
        }
        page.raw("\n")
        return Array(page.source.utf8)
    }

    static func heading(_ titles: [String], _ table: inout Markup) {
        table.element("tr") { row in for title in titles { row.element("th", [:], title) } }
    }

    static func cut(_ count: Int, _ limit: Int, _ words: Language, _ markup: inout Markup) {
        if count > limit { markup.element("p", ["class": "small"], words(.cutRows, QuantityText.count(limit), QuantityText.count(count))) }
    }
}
