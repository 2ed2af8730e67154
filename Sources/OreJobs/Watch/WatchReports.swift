internal import Foundation
internal import OreCases
public import OreDetection
internal import OreFeatures
internal import OreGeometry
internal import OreReferencing
internal import OreReporting
public import OreStorage

/// The reports of one run over a store: its findings as files, and the feed of what it did to incidents.
public struct WatchReports: Sendable {
    private let store: Store
    private let ruleSet: RuleSet
    /// Findings outside are left out of the files; `nil` for all.
    private let area: WatchArea?
    private let threads: Int
    private let memory: ReportMemory

    /// - Parameter memory: how the last reports lie in their files, so that the next ones copy what did not change.
    public init(_ store: Store, ruleSet: RuleSet, area: WatchArea? = nil, threads: Int = 1, memory: ReportMemory = ReportMemory()) {
        (self.store, self.ruleSet, self.area, self.threads, self.memory) = (store, ruleSet, area, threads, memory)
    }

    /// Writes `findings.FORMAT` for every format and `changes.json` into the folder, each beside and renamed, so that readers never see half
    /// a file. A `findings.geojson` or `findings.csv` that would say the same of findings, rules and inputs stays as it is.
    ///
    /// Where the store has figures, `figures.FORMAT` beside them has the findings over figures, without outlines; a map (KML) has none.
    /// - Parameter formats: geojson, csv, gpkg, xlsx, kml.
    /// - Throws: `OutputError`, `StoreError`.
    public func write(_ result: RunResult, formats: [String], to folder: String) throws {
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw OutputError.cannotCreate(file: folder, reason: error.localizedDescription, next: "make the folder, or name another")
        }
        let record = try record(result.entry)
        let streamed = formats.compactMap(FindingsReport.Format.init)
        for format in Set(streamed) {
            let path = folder + "/findings.\(format.rawValue)"
            if area != nil {
                try stream(record, format, path)
            } else {
                try FindingsReport(store: store, format: format, path: path, threads: threads, memory: memory).write(record)
            }
        }
        let whole = formats.filter { FindingsReport.Format(rawValue: $0) == nil }
        if !whole.isEmpty { try writeWhole(record, whole, folder) }
        try writeFigures(formats, folder)
        try put(try changes(result), folder + "/changes.json")
    }

    private func writeFigures(_ formats: [String], _ folder: String) throws {
        guard try store.figuresMark() != nil else { return }
        let report = FiguresReport(store: store, area: area, memory: memory)
        for format in Set(formats.compactMap { RecordFormat(rawValue: $0) }) where format != .kml {
            try report.write(format, to: folder + "/figures.\(format.rawValue)")
        }
    }

    private static let batchRows = 2048

    private func forEachBatch(_ body: (FindingBatch) throws -> Void) throws {
        var filter = CaseFilter()
        filter.box = area?.box
        let kernel = OverlayKernel(engine: TopologyEngine())
        var batch = FindingBatch()
        try store.forEachFinding(filter) { stored in
            if let area, !area.meets(stored.geometry, using: kernel) { return }
            batch.findings.append(stored.finding)
            batch.geometry.append(stored.geometry)
            guard batch.findings.count >= Self.batchRows else { return }
            try body(batch)
            batch = FindingBatch()
        }
        if !batch.findings.isEmpty { try body(batch) }
    }

    private func stream(_ record: RunRecord, _ format: FindingsReport.Format, _ path: String) throws {
        let file = try AtomicFile(path)
        let rounding = DecimalRounding(engine: TopologyEngine())
        var (box, isFirst, text) = (Envelope.empty, true, JSONBytes())
        try file.write(format.opening)
        try forEachBatch { batch in
            if !isFirst { try file.write(format.separator) }
            isFirst = false
            box.expand(toInclude: format.append(batch.findings.indices, of: batch, rounding: rounding, to: &text))
            try file.write(draining: &text)
        }
        try file.write(format.closing(record, around: box))
        try file.commit()
    }

    private func writeWhole(_ record: RunRecord, _ formats: [String], _ folder: String) throws {
        var batches: [FindingBatch] = []
        try forEachBatch { batches.append($0) }
        for format in formats {
            switch format {
            case "gpkg": try FindingsGeoPackage.write(batches, run: record, to: folder + "/findings.gpkg")
            case "xlsx": try FindingsWorkbook.write(batches, run: record, language: .english, to: folder + "/findings.xlsx")
            case "kml": try FindingsKML.write(batches, run: record, language: .english, to: folder + "/findings.kml")
            default:
                throw OutputError.cannotCreate(
                    file: folder, reason: "no report has the format \"\(format)\"", next: "use geojson, csv, gpkg, xlsx or kml")
            }
        }
    }

    /// The diff feed: what the run did to each incident, those it left as they were only counted.
    private func changes(_ result: RunResult) throws -> [UInt8] {
        var json = OreFeatures.JSONBytes()
        json.append("{\"schema\":\"https://orewatch.org/schemas/changes-1\",\"run\":\(result.entry.id),\"job\":")
        json.append(string: result.entry.job)
        json.append(",\"started_at\":")
        json.append(string: result.entry.startedAt)
        json.append(",\"commit\":" + (result.entry.commit.map { "\($0)" } ?? "null"))
        json.append(",\"incidents\":\(result.entry.counts["incidents"] ?? 0),\"changes\":[")
        for (i, change) in result.changes.enumerated() {
            json.append(i == 0 ? "\n{\"incident\":" : ",\n{\"incident\":")
            json.append(string: change.incident)
            json.append(",\"change\":")
            json.append(string: change.change.rawValue)
            json.append(",\"area_before_m2\":")
            json.append(change.areaBefore, decimals: 1)
            json.append(",\"area_after_m2\":")
            json.append(change.areaAfter, decimals: 1)
            append(try subject(of: change), to: &json)
            json.append("}")
        }
        json.append("\n]}\n")
        return json.bytes
    }

    /// Whom the figures of an incident speak of; `nil` for a place, which has an area before or after.
    private func subject(of change: RunResult.Change) throws -> Incident.Subject? {
        guard change.areaBefore == 0, change.areaAfter == 0 else { return nil }
        return try store.incident(change.incident)?.subject
    }

    private func append(_ subject: Incident.Subject?, to json: inout OreFeatures.JSONBytes) {
        guard let subject else {
            return json.append(",\"subject\":null,\"first_year\":null,\"last_year\":null,\"material\":null,\"excess_t\":null")
        }
        json.append(",\"subject\":")
        json.append(string: subject.name)
        json.append(",\"first_year\":\(subject.years.lowerBound),\"last_year\":\(subject.years.upperBound)")
        json.append(",\"material\":\"\(subject.material)\",\"excess_t\":")
        json.append(subject.excess.map { "\"\($0)\"" } ?? "null")
    }

    private func put(_ bytes: [UInt8], _ path: String) throws {
        let file = try AtomicFile(path)
        try file.write(bytes)
        try file.commit()
    }

    /// What the findings of the store were made of: every delivery behind them, the rules, the versions.
    private func record(_ entry: RunEntry) throws -> RunRecord {
        var record = RunRecord(ruleSetName: ruleSet.name, ruleSetSHA256: entry.versions["rule_set_sha256"] ?? "")
        let tally = try store.findingCounts()
        record.rules = RuleName.allCases.map { rule in
            RunRule(
                rule: rule, ran: ruleSet[rule].isEnabled, note: ruleSet[rule].isEnabled ? nil : "switched off", findings: tally[rule] ?? 0)
        }
        record.inputs = try store.imports(kind: nil, limit: 100_000).reversed().map { delivery in
            var input = RunInput(side: delivery.kind.rawValue, name: delivery.file)
            let counts = delivery.counts
            (input.sha256, input.crs, input.profile) = (delivery.sha256, delivery.crs, delivery.profile)
            input.statedDate = delivery.asOf?.description
            input.stored = counts.stored + counts.changed + counts.unchanged
            (input.repaired, input.quarantined, input.skipped) = (counts.repaired, counts.quarantined, counts.skipped)
            input.read = input.stored + counts.quarantined + counts.skipped
            return input
        }
        record.monitoringCRS = MonitoringReference.monitoringCRS
        record.projVersion = entry.versions["proj"] ?? ReferencingContext.projVersion
        record.geosVersion = entry.versions["geos"] ?? TopologyEngine.geosVersion
        record.footprintsCovered = entry.counts["footprints_covered"] ?? 0
        record.footprintsExamined = entry.counts["footprints_evaluated"] ?? 0
        record.correctsScenes = ruleSet.registration == .correct
        return record
    }
}
