public import OreCases
internal import OreFeatures
internal import OreDetection
internal import OreLedger

/// Incidents for a terminal: the list, one incident whole, and why one stands where it does in the list of visits.
public enum IncidentTable {
    /// The list, in the order given.
    /// - Parameter limit: rows at most; a line under the table says when it cuts.
    /// - Returns: the lines of the table with its notes; one line that says so when there are no incidents.
    public static func lines(_ listings: [IncidentListing], style: TextStyle, limit: Int = 100) -> [String] {
        let words = style.language
        guard !listings.isEmpty else { return [words(.noIncidents)] }
        let isRanked = listings.contains { $0.place != nil }
        let hasFigures = listings.contains { $0.incident.subject != nil }
        var table = TextTable(columns(words, isRanked: isRanked, hasFigures: hasFigures))
        for listing in listings.prefix(limit) {
            table.append(cells(listing, words, isRanked: isRanked, hasFigures: hasFigures), style: colour(of: listing.incident.state))
        }
        let rendering = table.rendered(width: style.width, colour: style.colour)
        var lines = rendering.lines
        if listings.count > limit { lines.append(words(.incidentRowsCut, QuantityText.count(limit), QuantityText.count(listings.count))) }
        if !rendering.hidden.isEmpty { lines.append(words(.accountColumnsHidden, words.list(rendering.hidden))) }
        return lines
    }

    private static func columns(_ words: Language, isRanked: Bool, hasFigures: Bool) -> [TextTable.Column] {
        let ranked: [TextTable.Column] = [.init("#", .right), .init(words(.expectedArea), .right, expendability: 1)]
        return (isRanked ? ranked : []) + [
            .init(words(.incident)),
            .init(words(.state), expendability: 2),
            .init(words(.rule), minimumWidth: 14),
        ] + (hasFigures ? [.init(words(.subject), minimumWidth: 8), .init(words(.beyond), .right)] : []) + [
            .init(words(.verdict), expendability: 4),
            .init(words(.certainty), expendability: 6),
            .init(words(.severity), .right, expendability: 9),
            .init(words(.hectares), .right),
            .init(words(.growthPerYear), .right, expendability: 5),
            .init(words(.lastSeen), expendability: 3),
            .init(words(.lastEvent), expendability: 7),
            .init(words(.district), minimumWidth: 6, expendability: 8),
            .init(words(.holder), minimumWidth: 8, expendability: 10),
            .init(words(.assignee), minimumWidth: 6, expendability: 11),
            .init(words(.labelPoint), expendability: 12),
        ]
    }

    private static func cells(_ listing: IncidentListing, _ words: Language, isRanked: Bool, hasFigures: Bool) -> [String] {
        let incident = listing.incident
        let ranked = [
            listing.place.map(String.init) ?? "–", listing.rank.map { QuantityText.hectares($0.expectedArea) } ?? "–",
        ]
        let subject = incident.subject
        let figures = [subject?.name ?? "", subject?.excess.map { LedgerQuantity.text($0, .oxide, words) } ?? ""]
        let head = (isRanked ? ranked : []) + [incident.handle, words.name(of: incident.state), words.list(incident.rules.map(words.name))]
        return head + (hasFigures ? figures : []) + [
            words.name(of: incident.verdict), words.name(of: incident.certainty), String(incident.severity),
            subject == nil ? QuantityText.hectares(incident.area) : "–",
            incident.growthPerYear.map(growth) ?? "–", incident.lastSeen?.description ?? "–",
            incident.events.last.map { words.name(of: $0.kind) } ?? "", incident.district ?? "", incident.holder ?? "",
            incident.assignee ?? "", incident.labelPoint.map(PositionText.decimal) ?? "",
        ]
    }

    /// Hectares per year with its sign.
    static func growth(_ squareMetresPerYear: Double) -> String {
        let text = QuantityText.hectares(squareMetresPerYear)
        return squareMetresPerYear > 0 && text != "0.00" ? "+" + text : text
    }

    private static func colour(of state: Incident.State) -> String {
        switch state {
        case .open: ""
        case .confirmed: "31"
        case .returned: "33"
        case .dismissed, .withdrawn: "2"
        }
    }

    /// The area of a place; of figures whose they are, the years and the tonnes beyond.
    private static func extent(_ incident: Incident, _ words: Language) -> String? {
        guard let subject = incident.subject else { return QuantityText.area(incident.area, words) }
        let parts = [subject.name, IncidentFacts.years(subject), subject.excess.map { LedgerQuantity.text($0, subject.material, words) }]
        return parts.compactMap(\.self).joined(separator: " ")
    }

    /// One line for receivers and notices: rules, area, days, state.
    static func sentence(_ incident: Incident, _ words: Language) -> String {
        let parts = [
            words.list(incident.rules.map(words.name)), extent(incident, words), words.name(of: incident.verdict),
            incident.lastSeen.map { "\(words(.lastSeen)) \($0)" }, words.name(of: incident.state),
        ]
        return parts.compactMap { $0 }.joined(separator: "; ")
    }

    // MARK: One incident

    /// Everything about one incident: facts, sightings, events, decisions.
    /// - Parameter figures: of an incident over figures, its findings.
    public static func details(
        _ listing: IncidentListing, decisions: [Decision], figures: [FiguresFinding] = [], style: TextStyle
    ) -> [String] {
        let words = style.language
        var lines = [listing.incident.handle + "  " + sentence(listing.incident, words), ""]
        for (term, value) in IncidentFacts.facts(listing, words) {
            let blanks = String(repeating: " ", count: max(1, 26 - DisplayWidth.of(term)))
            lines.append(term + blanks + SafeText.forTerminal(value))
        }
        if listing.incident.subject == nil {
            lines += ["", words.heading(.sightings)] + sightings(listing.incident, style)
            lines += ["", words.heading(.events)] + listing.incident.events.map { "  " + SafeText.forTerminal(words.sentence(for: $0)) }
        } else {
            lines += ["", words.heading(.findings)] + figures.flatMap { Self.lines($0, words) }
        }
        if !decisions.isEmpty {
            lines += ["", words.heading(.decisions)]
            lines += decisions.map { "  " + SafeText.forTerminal(words.sentence(for: $0)) }
        }
        if let rank = listing.rank { lines += ["", words.heading(.expectedArea)] + reasons(rank, words).map { "  " + $0 } }
        return lines + ["", words(.notALegalFinding)]
    }

    /// What a finding over figures says: its year, rule, verdict and id, then the figures, and why it is not stronger.
    private static func lines(_ figures: FiguresFinding, _ words: Language) -> [String] {
        let finding = figures.finding
        let head = "\(finding.year)  \(words.name(of: finding.rule))  \(words.name(of: finding.verdict))  \(figures.id)"
        let rest = [words.evidence(of: figures)] + finding.reasons.map(words.name)
        return ["  " + SafeText.forTerminal(head)] + rest.filter { !$0.isEmpty }.map { "        " + SafeText.forTerminal($0) }
    }

    private static func sightings(_ incident: Incident, _ style: TextStyle) -> [String] {
        let words = style.language
        var table = TextTable([
            .init(words(.observed)), .init(words(.scene), minimumWidth: 8), .init(words(.sensor), minimumWidth: 6, expendability: 1),
            .init(words(.view)), .init(words(.hectares), .right), .init(words(.parts), .right, expendability: 2),
        ])
        for sighting in incident.sightings {
            let isSeen = sighting.kind == .seen
            table.append(
                [
                    words.period(sighting.period), sighting.scene, sighting.sensor ?? "", words.name(of: sighting.kind),
                    isSeen ? (sighting.content == .change ? "+" : "") + QuantityText.hectares(sighting.area) : "–",
                    isSeen ? String(sighting.parts) : "",
                ], style: isSeen ? "" : "2")
        }
        return table.rendered(width: style.width.map { $0 - 2 }, colour: style.colour).lines.map { "  " + $0 }
    }

    /// Why an incident stands where it does in the list of visits, a line each; the last one is the product.
    public static func reasons(_ rank: IncidentRank, _ language: Language) -> [String] {
        rank.factors.map { language.reason($0) } + [language(.rankProduct, QuantityText.area(rank.expectedArea, language))]
    }
}

/// The facts of an incident as terms and values; what has no value is left out.
enum IncidentFacts {
    static func facts(_ listing: IncidentListing, _ words: Language) -> [(term: String, value: String)] {
        let incident = listing.incident
        let onset = incident.onset
        let began: String? = onset.seenBy.map { seen in
            onset.after.map { words(.onsetBetween, $0.description, seen.description) } ?? words(.onsetUnknown, seen.description)
        }
        let facts: [(Phrase, String?)] = [
            (.state, words.name(of: incident.state)), (.rule, words.list(incident.rules.map(words.name))),
            (.verdict, words.name(of: incident.verdict)), (.probability, incident.probability.map(QuantityText.probability)),
            (.certainty, words.name(of: incident.certainty)), (.severity, String(incident.severity)),
            (.subject, incident.subject?.name), (.years, incident.subject.map(years)),
            (.beyond, incident.subject.flatMap { subject in subject.excess.map { LedgerQuantity.text($0, subject.material, words) } }),
            (.area, incident.subject == nil ? QuantityText.area(incident.area, words) : nil),
            (.outsideBeyondTolerance, incident.areaBeyondTolerance.map { QuantityText.area($0, words) }),
            (.maximumArea, incident.subject == nil ? QuantityText.area(incident.maximumArea, words) : nil),
            (.growth, incident.growthPerYear.map { growthText($0, words) }), (.onset, incident.subject == nil ? began : nil),
            (.firstSeen, incident.firstSeen?.description), (.lastSeen, incident.lastSeen?.description),
            (.licences, incident.licenceIDs.joined(separator: "; ")), (.nearestLicence, incident.nearestLicenceID),
            (.holder, incident.holder), (.group, incident.group), (.zones, incident.zoneIDs.joined(separator: "; ")),
            (.district, incident.district), (.assignee, incident.assignee),
            (
                .labelPoint,
                incident.labelPoint.map { PositionText.decimal($0) + "  " + PositionText.degreesMinutesSeconds($0) }
            ),
            (.findings, String(incident.findingIDs.count)), (.aliases, aliases(incident.aliases, words)),
        ]
        return facts.compactMap { phrase, value in
            guard let value, !value.isEmpty else { return nil }
            return (words.heading(phrase), value)
        }
    }

    /// `2021`, or `2019–2021`.
    static func years(_ subject: Incident.Subject) -> String {
        let (first, last) = (subject.years.lowerBound, subject.years.upperBound)
        return first == last ? "\(first)" : "\(first)–\(last)"
    }

    static func growthText(_ rate: Double, _ words: Language) -> String { IncidentTable.growth(rate) + " " + words(.hectaresPerYear) }

    /// A long history has many: the first ones.
    private static func aliases(_ aliases: [String], _ words: Language) -> String {
        aliases.prefix(8).joined(separator: " ") + (aliases.count > 8 ? " … (\(aliases.count))" : "")
    }
}
