internal import OreDetection

/// The facts of one finding as a description list; what has no value is left out.
struct CardFacts {
    private let card: FindingCard
    private let finding: Finding
    private let words: Language

    init(_ card: FindingCard, _ words: Language) {
        self.card = card
        finding = card.finding
        self.words = words
    }

    func append(to list: inout Markup) {
        identity(&list)
        areas(&list)
        licences(&list)
        position(&list)
        if !finding.reasons.isEmpty { fact(words.heading(.verdictNote), words.sentences(finding.reasons.map(words.meaning)), &list) }
        fact("ID", finding.id, &list)
    }

    private func fact(_ term: String, _ value: String?, _ list: inout Markup) {
        guard let value, !value.isEmpty else { return }
        list.element("dt", [:], term)
        list.element("dd", [:], value)
    }

    private func identity(_ list: inout Markup) {
        fact(words.heading(.footprint), finding.footprintID, &list)
        fact(words.heading(.observed), FindingText.observation(finding) ?? words(.notStated), &list)
        fact(words.heading(.footprintClass), finding.footprintClass, &list)
        fact(words.heading(.confidence), finding.confidence.map { QuantityText.number($0, decimals: 2) }, &list)
        fact(words.heading(.probability), finding.probability.map(QuantityText.probability), &list)
        fact(words.heading(.district), finding.district, &list)
    }

    private func areas(_ list: inout Markup) {
        fact(words.heading(.partInQuestion), QuantityText.area(finding.area, words), &list)
        fact(words.heading(.footprintArea), QuantityText.area(finding.footprintArea, words), &list)
        if let outside = finding.outsideArea, abs(outside - finding.area) > 0.5 {
            fact(words.heading(.outsideArea), QuantityText.area(outside, words), &list)
        }
        fact(words.heading(.outsideBeyondTolerance), finding.outsideAreaBeyondTolerance.map { QuantityText.area($0, words) }, &list)
        fact(
            words.heading(.interval),
            finding.outsideAreaInterval.map {
                "\(QuantityText.squareMetres($0.lowerBound)) – \(QuantityText.squareMetres($0.upperBound)) \(words(.squareMetres))"
            }, &list)
        fact(
            words.heading(finding.rule == .protectedZone ? .depthInside : .depth),
            finding.maximumDepthMetres.map { QuantityText.distance($0, words) }, &list)
        fact(words.heading(.toleranceBand), finding.toleranceMetres.map { "± " + QuantityText.distance($0, words) }, &list)
    }

    private func licences(_ list: inout Markup) {
        fact(words.heading(.inForceTouching), described(finding.licenceIDs), &list)
        fact(words.heading(.notInForceTouching), described(finding.otherLicenceIDs), &list)
        if let nearest = finding.nearestLicenceID, !finding.licenceIDs.contains(nearest) {
            let details = details(of: nearest)
            let name = FindingText.nearest(finding, words) ?? nearest
            fact(words.heading(.nearestLicence), details.isEmpty ? name : "\(name) (\(words.list(details)))", &list)
        } else if finding.licenceIDs.isEmpty && finding.otherLicenceIDs.isEmpty {
            fact(words.heading(.nearestLicence), words(.noneFound), &list)
        }
        fact(words.heading(.holder), finding.holder, &list)
        if let zone = card.zone {
            fact(words.heading(.zone), words.list([zone.id] + [zone.label, zone.validity].compactMap { $0 }), &list)
        } else {
            fact(words.heading(.zone), finding.zoneID, &list)
        }
    }

    private func described(_ ids: [String]) -> String {
        ids.map { id in
            let details = details(of: id)
            return details.isEmpty ? id : "\(id) (\(words.list(details)))"
        }.joined(separator: "; ")
    }

    /// Holder and validity of a licence that the card carries.
    private func details(of id: String) -> [String] {
        guard let licence = card.licences.first(where: { $0.id == id }) else { return [] }
        return [licence.label, licence.validity].compactMap { $0 }
    }

    private func position(_ list: inout Markup) {
        guard let point = finding.labelPoint else { return }
        fact(words.heading(.labelPoint), PositionText.decimal(point) + "  " + PositionText.degreesMinutesSeconds(point), &list)
        guard let projected = card.projected else { return }
        fact(
            words.heading(.gaussKrueger),
            "\(words(.easting)) \(projected.easting) \(words(.metres)), \(words(.northing)) \(projected.northing) \(words(.metres)) (\(projected.crs))",
            &list)
    }
}
