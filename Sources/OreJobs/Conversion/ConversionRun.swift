internal import Foundation
internal import OreFeatures
internal import OreReferencing
internal import Synchronization

/// Converts files: reads, repairs, references and maps their features, and writes them as one file.
///
/// GeoJSON, corner tables and KML are written while reading; tables are read twice, first for their columns. Memory holds a few batches.
/// Without success nothing of the output remains.
public struct ConversionRun: Sendable {
    /// An input that is open, with its way into the output's CRS.
    struct Input: Sendable {
        let source: any FeatureSource
        let reference: MonitoringReference
        let limits: CoordinateLimits

        var file: String { source.info.path }

        /// The column of a table that states its CRS.
        var crsColumn: String? {
            guard source.info.format == .csv, let words = source.info.declaredCRS?.evidence, words.hasPrefix("column \"") else {
                return nil
            }
            return String(words.dropFirst(8).dropLast())
        }
    }

    private let request: ConversionRequest

    public init(_ request: ConversionRequest) { self.request = request }

    /// - Throws: ``InputError`` and ``OutputError``; `refused` also when most positions cannot be in the CRS stated.
    public func execute() throws -> ConversionResult {
        let context = ReferencingContext()
        let target = try context.crs(request.target)
        let decided = try decidedCRS()
        let inputs = try request.files.map { try open($0, context, decided) }
        var result = ConversionResult()
        result.warnings = inputs.flatMap(\.reference.notes)
        if let webMap = target.webMap {
            result.cautions.append(
                "\(request.output): positions are \(webMap.rawValue), up to \(Int(webMap.largestOffsetMetres)) m beside WGS 84, for maps that expect it"
                    + (request.format == .geojson ? "; this is not RFC 7946 GeoJSON, and its crs member says so" : ""))
        }
        result.cautions += ReaderRemarks.lines(inputs.map(\.source.info))
        let sink = try ConversionSink(request: request, target: target, survey: try survey(inputs))
        let total = inputs.reduce(0) { $0 + $1.source.info.byteCount }
        let meter = ProgressMeter(label: "converting", total: total, isQuiet: request.isQuiet)
        defer { meter.finish() }
        var use = LinkUse()
        try sink.write { append in
            for input in inputs {
                let links = try convert(input, meter, &result, append)
                use += LinkUse(given: request.links, used: links.links(of: input.reference))
                guard !input.reference.isMonitoringCRS else { continue }
                result.operations += input.reference.operations(links).map {
                    "\(input.file): \(input.reference.label) -> \(target.label): \($0.summary)"
                }
            }
        }
        result.cautions += use.notes
        return result
    }

    private func open(_ file: String, _ context: ReferencingContext, _ decided: [String: DeclaredCRS]) throws -> Input {
        let source = try FeatureFile.open(file, options: request.readOptions)
        let stated = request.profile.flatMap { profile in
            profile.crs.map { DeclaredCRS(definition: $0, evidence: "profile \(profile.name)") }
        }
        var reference = try MonitoringReference(
            info: source.info, override: isAutomatic ? nil : request.crs, profile: stated, side: nil, decided: decided[file],
            target: request.target, links: request.links)
        reference.quarantinesOutsideLinks = !request.allowsBallpark
        if reference.isBallpark && !request.allowsBallpark {
            throw InputError.refused(
                file: file, place: InputPlace(),
                what: "the datum shift from \(reference.label) to \(request.target) is unknown and would be taken as zero",
                next: "state the shift with --datum-link, convert to a CRS on the same datum with --to, or accept errors of tens of metres "
                    + "with --allow-ballpark")
        }
        let limits = try context.limits(of: context.crs(reference.declared.definition))
        return Input(source: source, reference: reference, limits: limits)
    }

    private var isAutomatic: Bool { request.crs?.lowercased() == AutomaticCRS.word }

    /// What `--crs auto` decides for files that state nothing: the others are the evidence.
    private func decidedCRS() throws -> [String: DeclaredCRS] {
        guard isAutomatic else { return [:] }
        var evidence = try request.others.compactMap { try ContextLayer(file: $0, threads: request.threads).places }
        var silent: [SilentFile] = []
        for file in request.files {
            if request.profile?.crs == nil, let found = try SilentFile(file, options: request.readOptions, threads: request.threads) {
                silent.append(found)
            } else {
                let stated = request.profile.flatMap { profile in
                    profile.crs.map { DeclaredCRS(definition: $0, evidence: "profile \(profile.name)") }
                }
                let layer = try ContextLayer(file: file, options: request.readOptions, profile: stated, threads: request.threads)
                if let places = layer.places { evidence.append(places) }
            }
        }
        return try silent.reduce(into: [:]) { $0[$1.file] = try $1.decision(among: evidence, side: nil) }
    }

    // MARK: First reading, for tables

    private func survey(_ inputs: [Input]) throws -> ColumnSurvey {
        guard request.format.needsColumnsFirst else { return ColumnSurvey() }
        let whole = Mutex(ColumnSurvey())
        let profile = request.profile
        for input in inputs {
            _ = try input.source.process(
                threads: request.threads, progress: nil, makeWorker: {},
                map: { (_: inout Void, batch: FeatureBatch) in
                    var survey = ColumnSurvey()
                    if let profile {
                        let mapped = MappedAttributes(batch, profile: profile, file: input.file)
                        let wanted = (0..<batch.count).map { mapped.reasonToSkip($0) == nil }
                        survey.add(try MappedColumns(mapped, rows: wanted).columns, identifiers: nil)
                    } else {
                        survey.add(
                            batch.columns.filter { $0.name != input.crsColumn },
                            identifiers: input.source.info.format.hasWindingRule ? batch.identifiers : nil)
                    }
                    return survey
                },
                consume: { survey in whole.withLock { $0.add(survey) } })
        }
        return whole.withLock { $0 }
    }

    // MARK: Second reading

    private func convert(
        _ input: Input, _ meter: ProgressMeter, _ result: inout ConversionResult, _ append: (ConvertedBatch) throws -> Void
    ) throws -> LinkTally {
        var links = LinkTally()
        var range = RangeCheck(input.limits)
        var columns: Set<String> = []
        let summary = Mutex<SourceSummary?>(nil)
        let request = request
        try BatchQueue<ConvertedBatch>.forEach(
            produce: { put in
                let read = Mutex(0)
                let found = try input.source.process(
                    threads: request.threads,
                    progress: { bytes in
                        meter.advance(
                            by: read.withLock { last in
                                defer { last = max(last, bytes) }
                                return max(0, bytes - last)
                            })
                    },
                    makeWorker: {
                        try ConversionWorker(request: request, input: input)
                    },
                    map: { (worker: inout ConversionWorker, batch: FeatureBatch) in try worker.convert(batch) }, consume: put)
                summary.withLock { $0 = found }
            }
        ) { batch in
            result.counts += batch.counts
            links += batch.links
            result.notes += batch.notes.prefix(max(0, 100 - result.notes.count))
            range.add(batch.range)
            columns.formUnion(batch.sourceColumns)
            try append(batch)
        }
        try check(input, range, late: summary.withLock { $0?.declaredCRS })
        if let profile = request.profile, range.rows > 0 { try profile.check(columnsSeen: columns, in: input.file) }
        try links.requireUse(of: input.reference, file: input.file)
        return links
    }

    /// What only the end of a file can show: positions out of range, a `crs` member behind the features that says something else.
    private func check(_ input: Input, _ range: RangeCheck, late: DeclaredCRS?) throws {
        if let message = range.message {
            throw InputError.refused(file: input.file, place: InputPlace(), what: message, next: "")
        }
        guard let late, request.crs == nil || isAutomatic, late.definition != input.reference.declared.definition else { return }
        let context = ReferencingContext()
        let stated = input.reference.declared.definition
        if let a = try? context.crs(late.definition), let b = try? context.crs(stated), a == b { return }
        throw InputError.refused(
            file: input.file, place: InputPlace(),
            what: "the crs member behind the features says \(late.definition.prefix(80)), not \(stated.prefix(80))",
            next: "state the right one with --crs EPSG:CODE")
    }
}
