internal import Dispatch
internal import Foundation
internal import OreGeometry
internal import Synchronization

extension RuleSet {
    /// Estimates the shift of every scene from its own mines, then looks for sheets and holders whose licences are displaced together.
    ///
    /// - Parameters:
    ///   - evidence: closed.
    ///   - previous: an earlier audit and its evidence, under the same rule set and options and against the same index: what rests on scenes
    ///     other than `changed` is taken over from it.
    ///   - changed: scenes of which a footprint came or went since.
    /// - Returns: scenes sorted by id. The same evidence gives the same answer on any number of threads, with or without `previous`.
    /// - Complexity: for each scene some thousand shifts times the windows of at most 250 mines.
    public func registrationAudit(
        of evidence: RegistrationEvidence, against index: DetectionIndex, threads: Int,
        reusing previous: (audit: RegistrationAudit, evidence: RegistrationEvidence)? = nil, changed: Set<String> = []
    ) -> RegistrationAudit {
        let ids = evidence.sceneIDs
        let known = ids.map { changed.contains($0) ? nil : previous?.audit.result(ofScene: $0) }
        let results = Mutex(known)
        let next = Mutex(0)
        DispatchQueue.concurrentPerform(iterations: max(1, min(threads, ids.count))) { _ in
            let registrar = SceneRegistrar(rules: self, index: index, evidence: evidence)
            while let scene = next.withLock({ next in
                defer { next += 1 }
                return next < ids.count ? next : nil
            }) {
                guard known[scene] == nil else { continue }
                let result = registrar.register(ids[scene])
                results.withLock { $0[scene] = result }
            }
        }
        var audit = RegistrationAudit()
        for result in results.withLock({ $0 }).compactMap(\.self) {
            audit.append(result.scene, withoutFootprint: result.withoutFootprint)
        }
        let registrar = SceneRegistrar(rules: self, index: index, evidence: evidence)
        registrar.findDisplacedGroups(
            &audit,
            reusing: previous.map { previous in
                let former = SceneRegistrar(rules: self, index: index, evidence: previous.evidence).groups(ofScenes: changed)
                return (previous.audit.groups, registrar.groups(ofScenes: changed).union(former))
            })
        return audit
    }
}

/// Registers scenes and groups of licences; the tools of one thread.
final class SceneRegistrar {
    struct Result: Sendable {
        var scene: RegistrationAudit.Scene
        var withoutFootprint: [String: ShiftEstimate]
    }

    private let rules: RuleSet
    private let index: DetectionIndex
    private let evidence: RegistrationEvidence
    private let kernel = OverlayKernel(engine: TopologyEngine())

    /// Squared Mahalanobis distance that 99 % of honest shifts stay within, two degrees of freedom.
    private static let honest = 9.21
    /// Mines needed before a shift beyond the budget is looked for.
    private static let fewestForAccusation = 6
    /// Licences and mines needed before a sheet or a holder is looked at.
    private static let fewestForGroup = 4
    /// What a far pile must gain over the best one within the budget.
    private static let decisiveGain = 8.0
    /// A pile this strong, holding this share of the stretches near a boundary, leaves no room for another.
    private static let clearGain = 20.0
    private static let clearShare = 0.35
    /// Up to this many mines each one's estimate is made from the others.
    private static let fewMines = 8

    init(rules: RuleSet, index: DetectionIndex, evidence: RegistrationEvidence) {
        (self.rules, self.index, self.evidence) = (rules, index, evidence)
    }

    /// One scene's shift under its stated budget, and whether a larger one explains its mines decidedly better.
    func register(_ id: String) -> Result {
        let mines = evidence.scenes[id] ?? []
        let budget = mines.map { hypot($0.budget.image, $0.budget.datum) }.sorted()
        let sigma = max(budget.isEmpty ? rules.defaultErrors.footprint : budget[budget.count / 2], 0.1)
        let prior = ShiftEstimate(sigma: sigma)
        let subjects = mines.compactMap(subject)
        let here = PeakScore(subjects.map { testimony($0, base: (0, 0), reach: 4 * sigma + 30) })
        var scene = RegistrationAudit.Scene(
            id: id, status: .notEstimable, mines: subjects.count, shareAtBoundary: 0, shift: prior, budgetSigma: sigma)
        guard !subjects.isEmpty else { return Result(scene: scene, withoutFootprint: [:]) }
        var shift = estimate(here, prior: prior, subjects)
        var gain = here.gain(east: shift.east, north: shift.north)
        if gain > PeakScore.priceOfLooking, shift.length > 5 {
            (shift, gain) = measuredAgain(subjects, about: shift, sigma: sigma)
        }
        scene.shareAtBoundary = here.peakShare(east: shift.east, north: shift.north)
        let isClear = gain > Self.clearGain && scene.shareAtBoundary > Self.clearShare
        if !isClear, subjects.count >= Self.fewestForAccusation, let far = farShift(subjects, than: gain, from: .zero) {
            (shift, gain) = (far.shift, far.gain)
            scene.shareAtBoundary = far.share
        }
        guard gain > PeakScore.priceOfLooking else { return Result(scene: scene, withoutFootprint: [:]) }
        scene.shift = shift
        let isFar = -2 * ShiftEstimate(sigma: sigma).widened(by: shift.sigma).logDensity(shift.east, shift.north) > Self.honest
        scene.status = isFar && subjects.count >= Self.fewestForAccusation ? .beyondBudget : .withinBudget
        return Result(
            scene: scene, withoutFootprint: scene.status == .withinBudget ? leaveOneOut(subjects, prior: prior, sigma: sigma) : [:])
    }

    // MARK: Mines

    /// A footprint against the union of the licences near it.
    struct Subject {
        var mine: RegistrationEvidence.Mine
        var mask: PreparedPolygon
        var metric: LocalMetric
    }

    private func subject(_ mine: RegistrationEvidence.Mine) -> Subject? {
        let masks = mine.licences.map { index.licences.polygons.prepared[$0] }
        guard let mask = masks.count == 1 ? masks.first : try? kernel.union(of: masks) else { return nil }
        let metric = LocalMetric(.wgs84, latitude: evidence.geometry.envelope(of: mine.shape).center.y)
        return Subject(mine: mine, mask: mask, metric: metric)
    }

    private func testimony(_ subject: Subject, base: (east: Double, north: Double), reach: Double) -> PeakScore.Mine {
        let budget = subject.mine.budget
        let profile = BoundaryProfile(
            of: subject.mine.shape, in: evidence.geometry, against: subject.mask, metric: subject.metric, window: budget.window,
            shiftEast: base.east, shiftNorth: base.north)
        return PeakScore.Mine(profile, budget: budget, licenceSigma: budget.register, reach: reach)
    }

    // MARK: Estimates

    private func estimate(_ score: PeakScore, prior: ShiftEstimate, _ subjects: [Subject], side: Int = 21) -> ShiftEstimate {
        let noise = subjects.map { hypot($0.mine.budget.windowNoise, $0.mine.budget.register) }.min() ?? 1
        return ShiftGrid(prior: prior, span: 4, resolution: noise * 0.5, side: side) { score.logLikelihood(east: $0, north: $1) }.estimate
    }

    /// Depths change linearly with a shift only nearby: measures them anew about an estimate far from zero.
    private func measuredAgain(_ subjects: [Subject], about first: ShiftEstimate, sigma: Double) -> (ShiftEstimate, gain: Double) {
        let score = PeakScore(subjects.map { testimony($0, base: (first.east, first.north), reach: 60) })
        var prior = ShiftEstimate(sigma: sigma)
        (prior.east, prior.north) = (-first.east, -first.north)
        // The stated prior, looked at about the first estimate.
        let near = ShiftEstimate(sigma: max(3 * first.sigma, 2))
        let noise = subjects.map { hypot($0.mine.budget.windowNoise, $0.mine.budget.register) }.min() ?? 1
        let grid = ShiftGrid(prior: near, span: 4, resolution: noise * 0.5, side: 21) { east, north in
            score.logLikelihood(east: east, north: north) + prior.logDensity(east, north) - near.logDensity(east, north)
        }
        var shift = grid.estimate
        let gain = score.gain(east: shift.east, north: shift.north)
        shift.east += first.east
        shift.north += first.north
        return (shift, gain)
    }

    private func leaveOneOut(_ subjects: [Subject], prior: ShiftEstimate, sigma: Double) -> [String: ShiftEstimate] {
        guard subjects.count <= Self.fewMines else { return [:] }
        let testimonies = subjects.map { testimony($0, base: (0, 0), reach: 4 * sigma + 30) }
        var result: [String: ShiftEstimate] = [:]
        for k in subjects.indices {
            let others = testimonies.indices.filter { $0 != k }.map { testimonies[$0] }
            result[subjects[k].mine.footprintID] = others.isEmpty ? prior : estimate(PeakScore(others), prior: prior, subjects, side: 13)
        }
        return result
    }

    struct Base {
        var east: Double
        var north: Double
        static let zero = Base(east: 0, north: 0)
    }

    /// The best pile within ``RegistrationEvidence/reachMetres`` of a base, when it gains decidedly more than `gain`; measured anew at every place
    /// of a coarse lattice, because depths are linear in the shift only nearby.
    private func farShift(
        _ subjects: [Subject], than gain: Double, from base: Base
    ) -> (shift: ShiftEstimate, gain: Double, share: Double)? {
        let sample = subjects.count > 40 ? Array(subjects.prefix(40)) : subjects
        var best = (gain: 0.0, east: 0.0, north: 0.0)
        for x in stride(from: -120.0, through: 120, by: 40) {
            for y in stride(from: -120.0, through: 120, by: 40) {
                let score = PeakScore(sample.map { testimony($0, base: (base.east + x, base.north + y), reach: 60) })
                var place = (contrast: 0.0, east: 0.0, north: 0.0)
                for dx in stride(from: -20.0, to: 20, by: 4) {
                    for dy in stride(from: -20.0, to: 20, by: 4) {
                        let found = score.contrast(east: dx, north: dy)
                        if found > place.contrast { place = (found, dx, dy) }
                    }
                }
                let found = place.contrast > 0 ? score.gain(east: place.east, north: place.north) : 0
                if found > best.gain { best = (found, x + place.east, y + place.north) }
            }
        }
        guard best.gain > PeakScore.priceOfLooking else { return nil }
        let centre = (east: base.east + best.east, north: base.north + best.north)
        let score = PeakScore(subjects.map { testimony($0, base: centre, reach: 60) })
        let local = estimate(score, prior: ShiftEstimate(sigma: 8), subjects)
        let found = score.gain(east: local.east, north: local.north)
        guard found > gain + Self.decisiveGain else { return nil }
        var shift = local
        shift.east += best.east
        shift.north += best.north
        return (shift, found, score.peakShare(east: local.east, north: local.north))
    }

    // MARK: Groups of licences

    /// Sheets (input files) and holders whose licences share a displacement that their scenes do not have.
    /// - Parameter known: the groups found before, and those that have to be looked at again; `nil` looks at all.
    func findDisplacedGroups(
        _ audit: inout RegistrationAudit, reusing known: (found: [RegistrationAudit.DisplacedGroup], changed: Set<Group>)?
    ) {
        var members: [Group: [Member]] = [:]
        for scene in audit.scenes where scene.status != .beyondBudget {
            for mine in evidence.scenes[scene.id] ?? [] {
                let member = Member(mine: mine, base: Base(east: scene.shift.east, north: scene.shift.north))
                for group in groups(of: mine) where known?.changed.contains(group) ?? true { members[group, default: []].append(member) }
            }
        }
        let kept = (known?.found ?? []).filter { !(known?.changed ?? []).contains(Group(kind: $0.kind, name: $0.name)) }
        let keptByGroup = Dictionary(kept.map { (Group(kind: $0.kind, name: $0.name), $0) }, uniquingKeysWith: { first, _ in first })
        for group in Set(members.keys).union(keptByGroup.keys).sorted() {
            let licences = { self.index.licences.rows.indices.filter { self.groups(of: $0).contains(group) } }
            if let kept = keptByGroup[group] {
                audit.append(kept, licences: licences(), of: index.licences)
                continue
            }
            guard let own = members[group], let found = displacement(of: own) else { continue }
            let rows = licences()
            let box = rows.reduce(into: Envelope.empty) { $0.expand(toInclude: index.licences.polygons.prepared[$1].envelope) }
            audit.append(
                RegistrationAudit.DisplacedGroup(
                    kind: group.kind, name: group.name, licences: rows.count, mines: own.count, shift: found.shift,
                    budgetSigma: found.sigma, longitude: box.center.x, latitude: box.center.y), licences: rows, of: index.licences)
        }
    }

    /// The groups that mines of some scenes have to do with.
    func groups(ofScenes scenes: Set<String>) -> Set<Group> {
        scenes.reduce(into: []) { groups, scene in
            for mine in evidence.scenes[scene] ?? [] { groups.formUnion(self.groups(of: mine)) }
        }
    }

    private struct Member {
        var mine: RegistrationEvidence.Mine
        var base: Base
    }

    struct Group: Hashable, Comparable {
        var kind: RegistrationAudit.DisplacedGroup.Kind
        var name: String

        static func < (a: Group, b: Group) -> Bool { (a.kind.rawValue, a.name) < (b.kind.rawValue, b.name) }
    }

    private func groups(of mine: RegistrationEvidence.Mine) -> Set<Group> { Set(mine.licences.flatMap { groups(of: $0) }) }

    private func groups(of licence: Int) -> [Group] {
        let row = index.licences.rows[licence]
        return [row.sheet.map { Group(kind: .sheet, name: $0) }, row.holder.map { Group(kind: .holder, name: $0) }].compactMap(\.self)
    }

    private func displacement(of members: [Member]) -> (shift: ShiftEstimate, sigma: Double)? {
        let licences = Set(members.flatMap(\.mine.licences))
        guard licences.count >= Self.fewestForGroup, members.count >= Self.fewestForGroup else { return nil }
        let register = members.map(\.mine.budget.register).sorted()[members.count / 2]
        let sigma = max(register, 1)
        var shifted: [(subject: Subject, base: Base)] = []
        for member in members.sorted(by: { $0.mine.rank < $1.mine.rank }) where shifted.count < RegistrationEvidence.minesPerScene {
            guard var subject = subject(member.mine) else { continue }
            // The sheet's own shift is what is looked for: it does not blur the pile.
            subject.mine.budget.register = min(register, 1)
            shifted.append((subject, member.base))
        }
        guard !shifted.isEmpty else { return nil }
        let bases = Dictionary(grouping: shifted) { [$0.base.east, $0.base.north] }
        let here = PeakScore(shifted.map { testimony($0.subject, base: ($0.base.east, $0.base.north), reach: 4 * sigma + 30) })
        guard here.peakShare(east: 0, north: 0) <= Self.clearShare else { return nil }
        let near = estimate(here, prior: ShiftEstimate(sigma: sigma), shifted.map(\.subject))
        let gain = here.gain(east: near.east, north: near.north)
        // Scenes differ by metres only: the lattice is laid about the middle one.
        let middle = bases.keys.sorted { $0.lexicographicallyPrecedes($1) }[bases.count / 2]
        guard gain <= Self.clearGain || here.peakShare(east: near.east, north: near.north) <= Self.clearShare,
            let far = farShift(shifted.map(\.subject), than: gain, from: Base(east: middle[0], north: middle[1]))
        else { return nil }
        let allowed = ShiftEstimate(sigma: sigma).widened(by: far.shift.sigma)
        guard -2 * allowed.logDensity(far.shift.east, far.shift.north) > Self.honest else { return nil }
        return (far.shift, sigma)
    }
}
