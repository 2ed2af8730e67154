internal import CPROJ
internal import Foundation
internal import OreGeometry

/// Finds the CRSs that a layer without stated CRS may be in, by evidence.
///
/// Every horizontal CRS of the EPSG database is tried in both axis orders: the sampled features are brought to degrees, and at least half of them
/// must fall within the CRS's area of use. What remains is weighed as by Bayes' rule, on the view that each place on Earth is as likely as
/// another beforehand:
///
///     weight = prevalence of the CRS x axis order x share within its area of use x closeness to the context x words
///
/// - **closeness**: the mean over the sample of `1 / (1 + (d / g)^2)`, d being the distance to the nearest known feature and g the grain of the
///   context (``KnownPlaces/grainMetres``): beyond the grain, how far a layer lies from its context is taken as log-uniform. Of several
///   context layers the least favourable counts.
/// - **words**: a code in the file name 1,000, its zone 100, its datum 20, one of its n countries 1 + 10/n (``TextHints``).
///
/// Candidates that put the layer within ``siblingMetres`` of each other form a group. A group weighs as much as its best member, for its
/// members are readings of one place; the confidence of a candidate is its group's share of all groups (and of 0.02 for "none of these")
/// times the share, within the group, of the candidates that mean the same to ``CRSInvestigation/sameMetres``.
///
/// Positions alone cannot tell datums apart: within a group prevalence and words rank. Outlines of the context can, when many features of the
/// layer have a partner there (``OutlinePairing``): a member whose features meet their partners less well than those of the best member, by z
/// standard errors of the difference, is made less likely by `exp(-z^2 / 2)`, at most 400 times, from z = 3 on. A member whose shift PROJ does not
/// know is judged by them only when it lies farther from the best than such shifts reach (500 m).
public struct CRSDetective {
    /// The longest list that is given back.
    public static let maximumCandidates = 40
    /// Candidates nearer to each other than this are readings of one place: datums lie up to a kilometre apart, and the scale of UTM
    /// (0.9996) moves a northing of 5,000 km by 2 km.
    public static let siblingMetres = 3_000.0
    /// The weight of a CRS outside the list: a local grid, a drawing without any.
    static let noneOfThese = 0.02
    /// Groups whose members are brought to WGS 84 exactly.
    static let exactGroups = 3

    private let context: ReferencingContext

    public init(_ context: ReferencingContext = ReferencingContext()) { self.context = context }

    /// - Parameters:
    ///   - layer: positions as read.
    ///   - places: layers whose place is known.
    ///   - hints: words around the file.
    /// - Throws: ``ReferencingError/contextUnavailable`` when PROJ has no database.
    /// - Complexity: 0.5 s for the first layer of a process, about 0.1 s for each later one.
    public func investigate(
        _ layer: LayerPositions, among places: [KnownPlaces] = [], hints: TextHints = .none
    ) throws(ReferencingError) -> CRSInvestigation {
        let catalogue = try CRSCatalogue.installed()
        var trials = layer.looksLikeDegrees ? geographicTrials(layer, catalogue) : projectedTrials(layer, catalogue)
        for i in trials.indices {
            trials[i].support = hints.support(for: trials[i].entry)
        }
        var groups = grouped(trials).map { weighed($0, places) }.sorted { $0[0].score > $1[0].score }
        for rank in groups.indices.prefix(Self.exactGroups) { groups[rank] = compared(groups[rank], layer, places) }
        let total = groups.reduce(Self.noneOfThese) { $0 + $1[0].score }
        var candidates: [CRSCandidate] = []
        for (rank, group) in groups.enumerated() where candidates.count < Self.maximumCandidates {
            let share = group[0].score / total
            let room = Self.maximumCandidates - candidates.count
            candidates += members(of: group, rank, share, isExact: rank < Self.exactGroups).prefix(room)
        }
        return CRSInvestigation(candidates: candidates, fitting: trials.count, tried: catalogue.entries.count, hasContext: !places.isEmpty)
    }

    // MARK: Trying

    private func projectedTrials(_ layer: LayerPositions, _ catalogue: CRSCatalogue) -> [CandidateTrial] {
        let session = ProjSession()
        let scouts = Self.scouts(layer.sample)
        var trials: [CandidateTrial] = []
        for entry in catalogue.entries {
            guard let projection = entry.projection else { continue }
            guard projection.canMean(scouts, in: entry.area) || projection.canMean(scouts.map(\.swapped), in: entry.area) else { continue }
            guard let inverse = Unprojector(projection, session: session) else { continue }
            for order in [CRSCandidate.AxisOrder.eastingFirst, .northingFirst] {
                // A handful of positions rejects nearly everything.
                let few = scouts.map(order.turned)
                guard CandidateTrial(entry, order, source: few, places: inverse.degrees(of: few)) != nil else { continue }
                let all = layer.sample.map(order.turned)
                if let trial = CandidateTrial(entry, order, source: all, places: inverse.degrees(of: all)) { trials.append(trial) }
            }
        }
        return trials
    }

    private func geographicTrials(_ layer: LayerPositions, _ catalogue: CRSCatalogue) -> [CandidateTrial] {
        var trials: [CandidateTrial] = []
        for entry in catalogue.entries where entry.projection == nil {
            for order in [CRSCandidate.AxisOrder.eastingFirst, .northingFirst] {
                let asDegrees = layer.sample.map(order.turned)
                // Grads and other meridians move positions by less than a sixth of the globe: worth a closer look.
                guard asDegrees.contains(where: { entry.covers($0, margin: 60) }), let unit = unit(of: entry) else { continue }
                let places = asDegrees.map { Coordinate($0.x * unit.degrees + unit.meridian, $0.y * unit.degrees) }
                let isPossible = places.allSatisfy { $0.x.magnitude <= 360 && $0.y.magnitude <= 90 }
                if isPossible, let trial = CandidateTrial(entry, order, source: asDegrees, places: places) { trials.append(trial) }
            }
        }
        return trials
    }

    /// Degrees in one unit, and the longitude of the prime meridian.
    private func unit(of entry: CatalogueEntry) -> (degrees: Double, meridian: Double)? {
        guard let crs = try? context.crs(entry.code), let degrees = crs.degreesPerUnit, let object = try? context.object(of: crs),
            let meridian = object.derived({ proj_get_prime_meridian($0, $1) })
        else { return nil }
        var (longitude, factor) = (0.0, 0.0)
        guard proj_prime_meridian_get_parameters(object.session.pointer, meridian.pointer, &longitude, &factor, nil) != 0 else {
            return nil
        }
        return (degrees, longitude * factor * 180 / .pi)
    }

    /// Eight positions spread over the sample.
    private static func scouts(_ sample: [Coordinate]) -> [Coordinate] {
        let step = max(1, sample.count / 8)
        return stride(from: 0, to: sample.count, by: step).map { sample[$0] }
    }

    // MARK: Weighing

    /// Every fourth feature of the sample is measured: a median of 64 is as good.
    private static let measuredStep = LayerPositions.maximumFeatures / 64

    /// A group with its closeness to the context, which is that of its best member: a kilometre more or less changes nothing.
    private func weighed(_ group: [CandidateTrial], _ places: [KnownPlaces]) -> [CandidateTrial] {
        guard !places.isEmpty else { return group }
        let sample = group[0].places
        let step = sample.count <= 64 ? 1 : Self.measuredStep
        let measured = stride(from: 0, to: sample.count, by: step).map { sample[$0] }
        var (closeness, words) = (1.0, [String]())
        for known in places {
            let distances = measured.map { known.distance(from: $0) }.sorted()
            let sum = distances.reduce(0) { $0 + 1 / (1 + ($1 / known.grainMetres) * ($1 / known.grainMetres)) }
            let near = distances.count { $0 <= 5_000 }
            words.append(
                "\(percent(Double(near) / Double(distances.count))) of the features lie within 5 km of \(known.name), the median "
                    + "\(distance(distances[distances.count / 2])) from it")
            closeness = min(closeness, sum / Double(distances.count))
        }
        return group.map { trial in
            var trial = trial
            (trial.closeness, trial.contextWords) = (closeness, words)
            return trial
        }
    }

    /// Trials by place, in each group the heaviest first.
    private func grouped(_ trials: [CandidateTrial]) -> [[CandidateTrial]] {
        var groups: [[CandidateTrial]] = []
        let ordered = trials.sorted {
            $0.score != $1.score
                ? $0.score > $1.score : ($0.entry.code.utf8.count, $0.entry.code) < ($1.entry.code.utf8.count, $1.entry.code)
        }
        for trial in ordered {
            if let i = groups.firstIndex(where: { $0[0].order == trial.order && $0[0].distance(to: trial) < Self.siblingMetres }) {
                groups[i].append(trial)
            } else {
                groups.append([trial])
            }
        }
        return groups
    }

    /// A group ranked by what the outlines of the context say of its members.
    private func compared(_ group: [CandidateTrial], _ layer: LayerPositions, _ places: [KnownPlaces]) -> [CandidateTrial] {
        guard group.count > 1 else { return group }
        var group = group
        for known in places {
            let members = group.prefix(Self.comparedMembers).map { images(of: $0, layer) }
            let pairings = members.map { member in member.map { OutlinePairing(PairingReading(), $0.boxes, known) } }
            let certain = members.indices.filter { members[$0]?.isCertain == true && pairings[$0] != nil }
            guard let first = certain.max(by: { (pairings[$0]?.total ?? 0) < (pairings[$1]?.total ?? 0) }), let best = pairings[first],
                best.pairs.count >= WebMapEvidence.fewestPairs
            else { continue }
            for (i, pairing) in pairings.enumerated() {
                guard let pairing, let member = members[i], let bestMember = members[first] else { continue }
                guard member.isCertain || member.distance(to: bestMember) > Self.largestUnknownShift else { continue }
                let z = best.z(over: pairing)
                guard z >= 3 else { continue }
                group[i].outlineWeight *= max(exp(-z * z / 2), 0.0025)
                group[i].outlineWords = "its features meet those of \(known.name) less well than another datum's or scale's would"
            }
        }
        return group.sorted { $0.score > $1.score }
    }

    /// Members of a group beyond are not brought to WGS 84.
    private static let comparedMembers = 16

    /// Metres: a shift between datums that PROJ does not know stays below. The classical datums of China are moved by less than 200 m.
    private static let largestUnknownShift = 500.0

    private struct Member {
        var boxes: [Envelope]
        var isCertain: Bool

        func distance(to other: Member) -> Double {
            guard let a = boxes.first?.center, let b = other.boxes.first?.center else { return 0 }
            return LocalMetric(.wgs84, latitude: a.y).distance(a, b)
        }
    }

    /// The features' boxes in WGS 84, and whether the datum shift is known; `nil` where PROJ has no way.
    private func images(of trial: CandidateTrial, _ layer: LayerPositions) -> Member? {
        guard let transform = transform(of: trial) else { return nil }
        let lower = transform.transformedByPROJ(layer.features.map { trial.order.turned(Coordinate($0.minX, $0.minY)) })
        let upper = transform.transformedByPROJ(layer.features.map { trial.order.turned(Coordinate($0.maxX, $0.maxY)) })
        guard lower.allSatisfy(\.isFinite), upper.allSatisfy(\.isFinite) else { return nil }
        return Member(boxes: zip(lower, upper).map { Envelope($0, $1) }, isCertain: !transform.operation.isUnknownShift)
    }

    private func transform(of trial: CandidateTrial) -> CoordinateTransform? {
        guard let crs = try? context.crs(trial.entry.code), let target = try? context.crs("EPSG:4326") else { return nil }
        return try? context.transform(from: crs, to: target, area: trial.extent.expanded(by: 0.01))
    }

    /// The members of one group as candidates.
    private func members(of group: [CandidateTrial], _ rank: Int, _ share: Double, isExact: Bool) -> [CRSCandidate] {
        var exact: [[Coordinate]?] = group.map { _ in nil }
        var isUnknown = group.map { _ in false }
        if isExact {
            for (i, trial) in group.enumerated().prefix(Self.comparedMembers) { (exact[i], isUnknown[i]) = monitoringPlaces(of: trial) }
        }
        let offsets = group.indices.map { i in exact[0].flatMap { best in exact[i].map { Self.offset(best, $0) } } }
        let sum = group.reduce(0) { $0 + $1.score }
        let candidates = group.indices.map { i -> CRSCandidate in
            let isLikeBest = i == 0 || (!isUnknown[i] && !isUnknown[0] && (offsets[i] ?? .infinity) <= CRSInvestigation.sameMetres)
            // Those like the best share their weight; each of the others stands alone.
            let mates = group.indices.filter { j in
                j == i
                    || (isLikeBest
                        && (j == 0 || (!isUnknown[j] && !isUnknown[0] && (offsets[j] ?? .infinity) <= CRSInvestigation.sameMetres)))
            }
            let weight = mates.reduce(0) { $0 + group[$1].score }
            let trial = group[i]
            return CRSCandidate(
                definition: trial.entry.code, name: trial.entry.name, axisOrder: trial.order, confidence: share * weight / sum,
                extent: trial.extent, group: rank, metresFromBest: isUnknown[i] || isUnknown[0] && i != 0 ? nil : offsets[i],
                hasUnknownShift: isUnknown[i], outlinesSpeakAgainst: trial.outlineWords != nil, shareInArea: trial.shareInArea,
                closeness: trial.closeness, evidence: trial.evidence)
        }
        // Stable: of equal confidence the more prevalent stays first.
        return candidates.enumerated().sorted { ($1.element.confidence, $0.offset) < ($0.element.confidence, $1.offset) }.map(\.element)
    }

    /// Some positions in WGS 84, and whether their datum shift is unknown; `nil` when PROJ has no way.
    private func monitoringPlaces(of trial: CandidateTrial) -> ([Coordinate]?, Bool) {
        guard let transform = transform(of: trial) else { return (nil, true) }
        let last = trial.source.count - 1
        let places = transform.transformedByPROJ([0, last / 2, last].map { trial.source[$0] })
        return (places, transform.operation.isUnknownShift)
    }

    private static func offset(_ a: [Coordinate], _ b: [Coordinate]) -> Double {
        zip(a, b).map { LocalMetric(.wgs84, latitude: $0.y).distance($0, $1) }.max() ?? .infinity
    }

    private func percent(_ share: Double) -> String { "\(Int((share * 100).rounded())) %" }

    private func distance(_ metres: Double) -> String {
        guard metres.isFinite else { return "infinitely far" }
        return metres < 10_000 ? "\(Int(metres.rounded())) m" : "\(Int((metres / 1_000).rounded())) km"
    }
}

extension CRSCandidate.AxisOrder {
    /// A position of the file with the easting first.
    func turned(_ position: Coordinate) -> Coordinate {
        self == .eastingFirst ? position : position.swapped
    }
}
