internal import OreCases
internal import OreDetection
internal import OreFeatures

/// The sheet of one incident as an HTML page that needs nothing else: drawing through time, facts, sightings, events, decisions.
///
/// Everything that came from outside is escaped, and a content security policy forbids the page to load or run anything.
public enum IncidentPage {
    /// - Returns: UTF-8 bytes. The same picture gives the same bytes.
    public static func page(_ picture: IncidentPicture) -> [UInt8] {
        let words = picture.language
        let incident = picture.listing.incident
        return PlainPage.bytes(title: words(.incidentTitle, incident.handle), language: words, style: IncidentPanels.style) { main in
            main.raw("<div class=\"notice\">")
            main.element("p", [:], words(.notALegalFinding))
            main.raw("</div>\n")
            drawing(picture, &main)
            facts(picture, &main)
            sightings(incident, words, &main)
            list(words.heading(.events), incident.events.map(words.sentence), &main)
            list(words.heading(.decisions), picture.decisions.map(words.sentence), &main)
            if let rank = picture.listing.rank {
                list(words.heading(.expectedArea), IncidentTable.reasons(rank, words), &main)
            }
        }
    }

    private static func drawing(_ picture: IncidentPicture, _ markup: inout Markup) {
        let panels = IncidentPanels(picture)
        let (width, height) = panels.size
        markup.element(
            "svg",
            ["viewBox": "0 0 \(pixels(width)) \(pixels(height))", "style": "max-width:100%;height:auto", "width": pixels(width)]
        ) { panels.append(to: &$0) }
        markup.raw("\n")
    }

    private static func facts(_ picture: IncidentPicture, _ markup: inout Markup) {
        markup.element("dl") { list in
            for (term, value) in IncidentFacts.facts(picture.listing, picture.language) {
                list.element("dt", [:], term)
                list.element("dd", [:], value)
            }
        }
    }

    private static func sightings(_ incident: Incident, _ words: Language, _ markup: inout Markup) {
        markup.element("h2", [:], words.heading(.sightings))
        markup.element("table") { table in
            table.element("tr") { row in
                for heading in [Phrase.observed, .scene, .sensor, .view, .hectares, .parts] {
                    row.element("th", [:], words.heading(heading))
                }
            }
            for sighting in incident.sightings {
                let isSeen = sighting.kind == .seen
                table.element("tr") { row in
                    row.element("td", ["class": "nb"], words.period(sighting.period))
                    row.element("td", ["class": "w"], sighting.scene)
                    row.element("td", [:], sighting.sensor ?? "")
                    row.element("td", [:], words.name(of: sighting.kind))
                    row.element(
                        "td", ["class": "n"],
                        isSeen ? (sighting.content == .change ? "+" : "") + QuantityText.hectares(sighting.area) : "–")
                    row.element("td", ["class": "n"], isSeen ? String(sighting.parts) : "")
                }
            }
        }
    }

    private static func list(_ heading: String, _ items: [String], _ markup: inout Markup) {
        guard !items.isEmpty else { return }
        markup.element("h2", [:], heading)
        markup.element("ul") { list in
            for item in items { list.element("li", [:], item) }
        }
    }
}
