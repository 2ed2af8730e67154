internal import OreDetection

/// The report of a run as one HTML page that needs nothing else: no network, no font, no image file; works on paper too.
///
/// Everything that came from outside is escaped, and a content security policy forbids the page to load anything.
public enum HTMLReport {
    /// - Returns: the UTF-8 bytes of the page. The same content gives the same bytes.
    public static func page(_ content: ReportContent) -> [UInt8] {
        let report = ReportSections(content)
        var page = Markup()
        page.raw("<!doctype html>\n")
        page.element("html", ["lang": content.language == .english ? "en" : "zh-Hans"]) { html in
            html.element("head") { head in
                head.raw("<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"")
                head.raw("default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-")
                head.raw(ReportScript.sha256)
                head.raw("'; base-uri 'none'; form-action 'none'\">\n")
                head.raw(
                    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"generator\" content=\"orewatch "
                )
                head.text(RunRecord.programVersion)
                head.raw("\">\n")
                head.element("title", [:], report.title)
                head.element("style") { ReportStyle.append(to: &$0) }
            }
            html.element("body") { body in
                body.raw("<svg width=\"0\" height=\"0\" aria-hidden=\"true\" style=\"position:absolute\">")
                MapStyle.patterns(&body)
                body.raw("</svg>\n")
                report.append(to: &body)
                body.raw("<script>")
                body.raw(ReportScript.source)
                body.raw("</script>\n")
            }
        }
        page.raw("\n")
        return Array(page.source.utf8)
    }
}
