internal import Foundation
internal import OreFeatures
internal import OreGeometry
internal import OreReferencing
internal import Synchronization

/// `--crs auto`: takes, for a file that states no CRS, the one candidate that the evidence leaves, or refuses the file.
///
/// A CRS that file or profile state is used as stated. The default of RFC 7946 counts as stated when the positions can be longitudes and latitudes.
/// Evidence are all files of the run whose CRS is stated; the rule is ``CRSInvestigation/decision``.
enum AutomaticCRS {
    /// The value of `--crs`.
    static let word = "auto"

    /// The inputs, each with what was decided for its files.
    /// - Parameter others: files that are evidence only.
    /// - Throws: ``InputError/refused`` for a file without a single unambiguous candidate, with the best three.
    static func resolved(_ inputs: [SideInput], against others: [String] = [], threads: Int) throws -> [SideInput] {
        guard inputs.contains(where: \.wantsAutomaticCRS) else { return inputs }
        var evidence = try others.compactMap { try ContextLayer(file: $0, threads: threads).places }
        var open: [(input: Int, silent: SilentFile)] = []
        for (i, input) in inputs.enumerated() {
            for file in input.files {
                if input.wantsAutomaticCRS, let silent = try SilentFile(file, of: input, threads: threads) {
                    open.append((i, silent))
                } else {
                    let layer = try ContextLayer(
                        file: file, options: input.readOptions, crs: input.statedCRS, profile: input.profileCRS, side: input.side,
                        threads: threads)
                    if let places = layer.places { evidence.append(places) }
                }
            }
        }
        var inputs = inputs
        for (i, silent) in open { inputs[i].decided[silent.file] = try silent.decision(among: evidence, side: inputs[i].side) }
        return inputs
    }
}

/// A file that does not say what its coordinates are, as far as evidence needs it.
struct SilentFile: Sendable {
    let file: String
    /// A `crs` member behind the features.
    private let late: DeclaredCRS?
    private let positions: LayerPositions?
    private let hints: TextHints

    /// `nil` when file or profile state the CRS.
    init?(_ file: String, of input: SideInput, threads: Int) throws {
        guard input.profileCRS == nil else { return nil }
        try self.init(file, options: input.readOptions, threads: threads)
    }

    /// `nil` when the file states its CRS.
    init?(_ file: String, options: ReadOptions, threads: Int) throws {
        guard ForeignContent.isReadableTwice(file) else {
            throw InputError.refused(
                file: file, place: InputPlace(), what: "--crs auto has to read the input twice, and this one can be read once only",
                next: "state the CRS with --crs, or give a file")
        }
        var options = options
        (options.fields, options.allowsNoGeometry) = (nil, true)
        let source = try FeatureFile.open(file, options: options)
        let isDefault = source.info.declaredCRS?.evidence.hasPrefix("RFC 7946") == true
        guard source.info.declaredCRS == nil || isDefault else { return nil }
        let seen = Mutex((survey: LayerSurvey(), headings: Set<String>(), values: [String]()))
        let summary = try source.process(
            threads: threads, progress: nil, makeWorker: {},
            map: { (_: inout Void, batch: FeatureBatch) in
                var survey = LayerSurvey()
                survey.add(batch.geometry)
                let values =
                    batch.firstFeature > 0
                    ? []
                    : batch.columns.flatMap { column in
                        (0..<min(3, column.count)).compactMap { column.string(at: $0)?.prefix(200) }.map(String.init)
                    }
                return (survey, batch.columns.map(\.name), values)
            },
            consume: { survey, headings, values in
                seen.withLock {
                    $0.survey.add(survey)
                    $0.headings.formUnion(headings)
                    $0.values += values
                }
            })
        let (survey, headings, values) = seen.withLock { $0 }
        let earth = Envelope(minX: -180, minY: -90, maxX: 180, maxY: 90)
        if isDefault, summary.declaredCRS == nil || summary.declaredCRS == source.info.declaredCRS,
            survey.envelope.isEmpty || earth.contains(survey.envelope)
        {
            return nil
        }
        self.file = file
        late = summary.declaredCRS == source.info.declaredCRS ? nil : summary.declaredCRS
        positions = survey.positions
        let name = URL(filePath: file).lastPathComponent + " " + source.info.layers.joined(separator: " ")
        hints = TextHints(name: name, headings: headings.sorted(), values: values)
    }

    /// - Throws: ``InputError/refused`` without a single unambiguous candidate.
    func decision(among evidence: [KnownPlaces], side: Side?) throws -> DeclaredCRS {
        if let late { return late }
        let option = "--crs " + (side.map { $0.rawValue + "=" } ?? "") + "EPSG:CODE"
        guard let positions else {
            throw InputError.refused(
                file: file, place: InputPlace(), what: "--crs auto has nothing to go by: the file has no positions",
                next: "state the CRS with \(option)")
        }
        let found = try CRSDetective().investigate(positions, among: evidence, hints: hints)
        switch found.decision {
        case .accepted(let candidate, let reason): return DeclaredCRS(definition: candidate.definition, evidence: "--crs auto, " + reason)
        case .refused(let reason):
            let best = found.candidates.isEmpty ? "" : "; the best are \(found.bestThree)"
            throw InputError.refused(
                file: file, place: InputPlace(), what: "--crs auto finds no single CRS: \(reason)\(best)",
                next: "state it with \(option)")
        }
    }
}

extension SideInput {
    /// `--crs SIDE=auto`.
    var wantsAutomaticCRS: Bool { crs?.lowercased() == AutomaticCRS.word }
    /// The CRS that `--crs` states.
    var statedCRS: String? { wantsAutomaticCRS ? nil : crs }

    var profileCRS: DeclaredCRS? {
        profile.flatMap { profile in profile.crs.map { DeclaredCRS(definition: $0, evidence: "profile \(profile.name)") } }
    }

    fileprivate var readOptions: ReadOptions {
        (profile ?? .standard(for: side.profileKind)).readOptions(ReadOptions(encoding: encoding, axisOrder: axisOrder))
    }
}
