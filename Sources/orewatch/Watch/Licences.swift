import ArgumentParser
import OreCases
import OreDetection
import OreFeatures
import OreGeometry
import OreReporting

/// `orewatch licences`.
struct LicencesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "licences", abstract: "Look at the licences of a store.",
        subcommands: [
            ListCommand<Licences>.self, NearCommand<Licences>.self, WithinCommand<Licences>.self, ShowCommand<Licences>.self,
            HistoryCommand<Licences>.self,
        ], defaultSubcommand: ListCommand<Licences>.self)
}

enum Licences: Noun {
    struct Filters: ParsableArguments {
        @Option(help: "Part of the holder's name.") var holder: String?
        @Option(help: "Part of the group's name.") var group: String?
        @Option(help: "Part of the mineral's name.") var mineral: String?
        @Option(help: "Part of the method's name.") var method: String?
        @Option(name: .customLong("in-force-on"), help: "In force on that day (2025-06-30).") var inForceOn: Day?
        @OptionGroup var size: AreaFilterOptions
        @Flag(name: .customLong("not-spatial"), help: "Only those without geometry.") var isNotSpatial = false

        func filter(meeting request: ListRequest) -> LicenceFilter {
            var filter = LicenceFilter()
            (filter.holder, filter.group, filter.mineral, filter.method) = (holder, group, mineral, method)
            (filter.minimumArea, filter.maximumArea) = (size.minimum?.squareMetres, size.maximum?.squareMetres)
            (filter.isNotSpatial, filter.box) = (isNotSpatial, request.box)
            (filter.boxes, filter.termHolds) = (request.boxes, inForceOn)
            return filter
        }

        func isInForce(_ licence: Licence) -> Bool {
            guard let day = inForceOn else { return true }
            return ForceSpans(
                validFrom: licence.validFrom, validTo: licence.validTo, events: licence.events, policy: LicencePolicy()
            ).contains(day)
        }
    }

    static let name = "licences"
    static let singular = "licence"
    static let heading = Heading("Licences", "许可证")
    static let examples = NounExamples(filters: "--holder \"Minera\" --in-force-on 2025-06-30 --sort -area_m2", id: "TZ-ML-00482")

    static let columns =
        [
            RecordColumn("licence_id", .text, "licence", "许可证"),
            RecordColumn("holder", .text, "holder", "权利人", minimumWidth: 10, expendability: 1),
            RecordColumn("group", .text, "group", "集团", minimumWidth: 6, expendability: 8),
            RecordColumn("mineral", .text, "mineral", "矿种", minimumWidth: 6, expendability: 5),
            RecordColumn("method", .text, "method", "开采方式", minimumWidth: 6, expendability: 9),
            RecordColumn("status", .text, "status", "状态", minimumWidth: 6, expendability: 6),
            RecordColumn("capacity", .text, "capacity", "产能", minimumWidth: 6, expendability: 10),
            RecordColumn("valid_from", .day, "valid from", "有效期自", expendability: 4),
            RecordColumn("valid_to", .day, "valid to", "有效期至", expendability: 2),
            RecordColumn("area_m2", .area, "area", "面积", expendability: 3),
            RecordColumn("position_sigma_m", .number(decimals: 2), "position error m", "位置误差", isShown: false),
        ] + ProvenanceColumns.all

    static func record(_ stored: Stored<Licence>) -> Record {
        let licence = stored.value
        let values: [RecordValue] = [
            .text(licence.id), RecordValue(licence.holder), RecordValue(licence.group), RecordValue(licence.mineral),
            RecordValue(licence.method), RecordValue(licence.status), RecordValue(licence.capacity), RecordValue(licence.validFrom),
            RecordValue(licence.validTo), RecordValue(StoredArea.of(stored.geometry)), RecordValue(licence.positionSigma),
        ]
        return Record(values + ProvenanceColumns.values(stored), geometry: stored.geometry)
    }

    static func forEach(
        _ store: any WatchRepository, _ filters: Filters, _ request: ListRequest, _ body: (Record) throws -> Void
    ) throws {
        let order = request.order.flatMap { order in
            LicenceOrder(rawValue: order.name).map { Ordering($0, isDescending: order.isDescending) }
        }
        guard filters.inForceOn != nil else {
            return try store.forEachLicence(
                filters.filter(meeting: request), sortedBy: order, limit: request.limit, admitting: { _ in true }
            ) { try body(record($0)) }
        }
        let events = try store.licenceEvents().byLicence
        func isInForce(_ licence: Licence) -> Bool {
            var licence = licence
            licence.events += events[licence.id] ?? []
            return filters.isInForce(licence)
        }
        try store.forEachLicence(filters.filter(meeting: request), sortedBy: order, limit: nil, admitting: isInForce) {
            try body(record($0))
        }
    }

    static var orders: Set<String> { Set(LicenceOrder.allCases.map(\.rawValue)) }

    static func sheet(_ id: String, _ store: any WatchRepository) throws -> Sheet? {
        let versions = try store.history(ofLicence: id)
        guard let latest = versions.last(where: { $0.knownTo == nil }) ?? versions.last else { return nil }
        var sheet = Sheet(columns: columns, record: record(latest))
        sheet.sections.append((Heading("Timeline", "时间线"), timeline(latest.value.events + (try store.licenceEvents().byLicence[id] ?? []))))
        if versions.count > 1 { sheet.sections.append((Heading("Versions", "版本"), try history(of: versions))) }
        var filter = CaseFilter()
        filter.licence = id
        sheet.sections.append((Heading("Incidents", "事件"), IncidentBrief.list(try store.incidents(filter))))
        return sheet
    }

    private static func timeline(_ events: [LicenceEvent]) -> RecordList {
        let columns = [
            RecordColumn("date", .day, "date", "日期"), RecordColumn("event", .text, "event", "事项"),
            RecordColumn("until", .day, "until", "至"),
        ]
        let records = events.sorted { $0.day < $1.day }
            .map { Record([.day($0.day), .text($0.kind.rawValue), RecordValue($0.until)]) }
        return RecordList("timeline", columns, isSpatial: false, records: records)
    }

    private static func history(of versions: [Stored<Licence>]) throws -> RecordList {
        RecordList("licence_versions", ProvenanceColumns.history(columns), records: versions.map(record))
    }

    static func history(_ id: String, _ store: any WatchRepository) throws -> RecordList? {
        let versions = try store.history(ofLicence: id)
        return versions.isEmpty ? nil : try history(of: versions)
    }

    static func identifiers(_ store: any WatchRepository, near id: String) throws -> [String] {
        try store.identifiers(of: .licences, near: id)
    }
}
