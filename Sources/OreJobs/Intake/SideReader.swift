internal import Foundation
internal import OreDetection
public import OreFeatures
internal import OreGeometry
internal import OreReferencing
internal import Synchronization

/// Reads the files of one side: opens, maps, repairs, references, and keeps the account.
struct SideReader: Sendable {
    let input: SideInput
    let policy: InvalidPolicy
    let threads: Int
    /// Batches also carry the geometries as their file states them.
    var keepsStated = false
    /// Batches also carry what was repaired or set aside as it was read.
    var keepsAsRead = false
    /// Where features are expected; `nil` expects them anywhere.
    var reach: DistrictReach?
    /// Inputs that can be opened only once, already open.
    var held: [String: any FeatureSource] = [:]
    /// Defects kept with their place; the counts are always complete.
    static let keptDefects = 200

    /// What reading one file established, for the run record.
    struct Account: Sendable {
        var inputs: [RunInput] = []
        var operations: [RunOperation] = []
        var defects: [RunDefect] = []
        /// The largest 1-sigma error of an accepted or stated datum step, metres.
        var datumSigma = 0.0
        /// What a person should hear on standard error.
        var notes: [String] = []
        var links = LinkUse()

        /// Everything for standard error, once the inputs are read.
        var closingNotes: [String] { notes + links.notes }

        mutating func add(_ other: Account) {
            inputs += other.inputs
            for operation in other.operations where !operations.contains(operation) { operations.append(operation) }
            defects += other.defects.prefix(max(0, SideReader.keptDefects - defects.count))
            datumSigma = max(datumSigma, other.datumSigma)
            notes += other.notes
            links += other.links
        }
    }

    /// What a batch is mapped with: the profile's reading of its attributes, and whether its datum is unknown.
    struct Context: Sendable {
        let file: String
        let profile: Profile
        let isBallpark: Bool
        let sigma: Double?
        let reference: MonitoringReference
    }

    /// Reads every file in turn.
    /// - Parameters:
    ///   - more: columns wanted beside those of the profile.
    ///   - map: on workers: a batch after intake to what the caller keeps of it.
    ///   - consume: in input order.
    func read<Worker, Output: Sendable>(
        more: [String] = [], progress: ProgressMeter, makeWorker: @escaping @Sendable () throws -> Worker,
        map: @escaping @Sendable (inout Worker, IntakeBatch, Context) throws -> Output, consume: @escaping @Sendable (Output) throws -> Void
    ) throws -> Account {
        var account = Account()
        for file in input.files {
            account.add(try read(file, more: more, progress: progress, makeWorker: makeWorker, map: map, consume: consume))
        }
        return account
    }

    private func open(_ file: String, more: [String] = []) throws -> any FeatureSource {
        let profile = input.profile ?? .standard(for: input.side.profileKind)
        let options = ReadOptions(encoding: input.encoding, axisOrder: input.axisOrder)
        return try FeatureFile.open(file, options: profile.readOptions(options, more: more))
    }

    /// The same reader with its pipes opened, and so kept in temporary files: for a side that is read more than once.
    func holdingPipes() throws -> SideReader {
        var reader = self
        for file in input.files {
            var status = stat()
            guard stat(file, &status) == 0, ![S_IFREG, S_IFDIR].contains(status.st_mode & S_IFMT) else { continue }
            reader.held[file] = try open(file)
        }
        return reader
    }

    private func read<Worker, Output: Sendable>(
        _ file: String, more: [String], progress: ProgressMeter, makeWorker: @escaping @Sendable () throws -> Worker,
        map: @escaping @Sendable (inout Worker, IntakeBatch, Context) throws -> Output, consume: @escaping @Sendable (Output) throws -> Void
    ) throws -> Account {
        let profile = input.profile ?? .standard(for: input.side.profileKind)
        let source = try held[file] ?? open(file, more: more)
        let isTable = profile.kind.isTabular
        let named = profile.crs.map { DeclaredCRS(definition: $0, evidence: "profile \(profile.name)") }
        let none = DeclaredCRS(definition: MonitoringReference.monitoringCRS, evidence: "no geometry")
        let stated = isTable ? none : named ?? (profile.hasNoGeometry ? none : nil)
        var info = source.info
        if isTable { info.declaredCRS = nil }
        let reference = try MonitoringReference(
            info: info, override: isTable ? nil : input.statedCRS, profile: stated, side: input.side, decided: input.decided[file],
            links: input.links)
        let context = Context(file: file, profile: profile, isBallpark: reference.isBallpark, sigma: input.sigma, reference: reference)
        let range = RangeWatch(reference)
        let tally = Mutex(
            (counts: IntakeCounts(), defects: [RunDefect](), columns: Set<String>(), extent: Envelope.empty, links: LinkTally()))
        let (reach, side, first) = (reach, input.side, input.firstFeature)
        let distance = Mutex(DistrictReach.Tally())
        let read = Mutex(0)
        let areaCheck = source.info.format.isCornerTable ? StatedAreaCheck() : nil
        let summary = try source.process(
            threads: threads,
            progress: { bytes in
                let step = read.withLock { last in
                    defer { last = max(last, bytes) }
                    return max(0, bytes - last)
                }
                progress.advance(by: step)
            },
            makeWorker: {
                var worker = try IntakeWorker(
                    file: file, side: input.side, reference: reference, policy: policy,
                    hasWindingRule: source.info.format.hasWindingRule, keepsStated: keepsStated)
                worker.keepsAsRead = keepsAsRead
                return (worker, try makeWorker())
            },
            map: { (workers: inout (IntakeWorker, Worker), asRead) in
                var batch = isTable ? asRead.withoutGeometry() : asRead
                batch.firstFeature += first
                let box = batch.geometry.envelopeOfAll
                let (sight, limits) = try range.look(at: batch.geometry, box: box)
                let mapped = MappedAttributes(batch, profile: profile, file: file)
                let prepared = try workers.0.prepare(batch, limits: limits, reasonToSkip: mapped.reasonToSkip)
                let far = reach?.tally(prepared, side: side, file: file)
                let isUntouched = limits == nil && prepared.counts.stored == batch.count && prepared.counts.repaired == 0
                let extent = isUntouched ? box : prepared.features.geometry.envelopeOfAll
                let output = try map(&workers.1, prepared, context)
                let areas = areaCheck?.defects(in: prepared, side: side, file: file) ?? []
                let seen = (prepared.counts, prepared.defects + areas, mapped.presentColumns, extent, prepared.links)
                return (output, seen, sight, far)
            },
            consume: { output, seen, sight, far in
                if let far { distance.withLock { $0 += far } }
                let (counts, defects, names, extent, links) = seen
                range.add(sight)
                tally.withLock {
                    $0.counts += counts
                    $0.defects += defects.prefix(max(0, SideReader.keptDefects - $0.defects.count))
                    $0.columns.formUnion(names)
                    $0.extent.expand(toInclude: extent)
                    $0.links += links
                }
                try consume(output)
            })
        if !isTable { try requireSameCRS(late: summary.declaredCRS, reference, file: file) }
        if let message = range.refusal {
            throw InputError.refused(
                file: file, place: InputPlace(), what: message, next: "decide with --crs \(input.side.rawValue)=EPSG:CODE")
        }
        let far = distance.withLock { $0 }
        if let refusal = DistrictReach.refusal(far, input, file: file) { throw refusal }
        let (counts, setAside, columns, extent, links) = tally.withLock { $0 }
        try links.requireUse(of: reference, file: file)
        let defects = setAside + far.defects.prefix(max(0, Self.keptDefects - setAside.count)) + ReaderRemarks.defects(source.info, side)
        if counts.read > 0 { try profile.check(columnsSeen: columns, in: file) }
        var account = account(source.info, summary, reference, profile, counts, defects, extent)
        account.operations = reference.runOperations(side: input.side, links)
        account.datumSigma = reference.operations(links).compactMap(\.sigmaMetres).max() ?? 0
        account.notes = reference.notes
        account.links = LinkUse(given: input.links, used: links.links(of: reference))
        return account
    }

    /// A `crs` member behind the features must not say something else than what they were read as.
    private func requireSameCRS(late: DeclaredCRS?, _ reference: MonitoringReference, file: String) throws {
        guard let late, late.definition != reference.declared.definition, input.statedCRS == nil else { return }
        let context = ReferencingContext()
        if let a = try? context.crs(late.definition), let b = try? context.crs(reference.declared.definition), a == b { return }
        throw InputError.refused(
            file: file, place: InputPlace(),
            what: "the crs member behind the features says \(late.definition.prefix(80)), not \(reference.declared.definition.prefix(80))",
            next: "state the right one with --crs \(input.side.rawValue)=EPSG:CODE")
    }

    private func account(
        _ info: SourceInfo, _ summary: SourceSummary, _ reference: MonitoringReference, _ profile: Profile, _ counts: IntakeCounts,
        _ defects: [RunDefect], _ extent: Envelope
    ) -> Account {
        var run = RunInput(side: input.side.rawValue, name: URL(filePath: info.path).lastPathComponent)
        run.sha256 = summary.sha256
        run.format = info.format.rawValue
        run.encoding = info.encoding.rawValue
        run.crs = reference.label + " (" + reference.declared.evidence + ")"
        run.profile = input.profile?.name
        run.attribution = profile.attribution
        run.licence = profile.licence
        (run.read, run.stored, run.repaired) = (counts.read, counts.stored, counts.repaired)
        (run.directionOnly, run.quarantined, run.skipped) = (counts.directionOnly, counts.quarantined, counts.skipped)
        run.extent = extent.isEmpty ? nil : extent
        var account = Account()
        account.inputs = [run]
        account.defects = defects
        return account
    }
}

extension Side {
    /// The kind of profile that describes files of this side.
    public var profileKind: ProfileKind {
        switch self {
        case .licences: .licences
        case .footprints: .footprints
        case .zones: .zones
        case .districts: .districts
        case .scenes: .scenes
        case .licenceEvents: .licenceEvents
        }
    }
}

extension Side {
    /// Features without geometry are kept: licences that are known though not spatial, scenes whose coverage nobody stated.
    var mayLackGeometry: Bool { self == .licences || self == .scenes || self == .licenceEvents }
}

extension FileFormat {
    /// RFC 7946 asks for counter-clockwise exteriors; the other formats leave the direction open or have it the other way round.
    var hasWindingRule: Bool { self == .geoJSON || self == .geoJSONSequence }
}

extension FeatureBatch {
    /// The same rows as a table: what is wrong with their geometries does not matter.
    fileprivate func withoutGeometry() -> FeatureBatch {
        var table = self
        table.geometry = GeometryColumns()
        for _ in 0..<count { table.geometry.append(nil) }
        table.defects = []
        return table
    }
}

extension GeometryColumns {
    /// The box around every position of the batch.
    fileprivate var envelopeOfAll: Envelope {
        coordinates.withUnsafeBufferPointer { all in
            var box = Envelope.empty
            for c in all { box.expand(toInclude: c) }
            return box
        }
    }
}
