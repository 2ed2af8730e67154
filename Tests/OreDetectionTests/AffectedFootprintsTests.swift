import OreFeatures
import OreGeometry
import Testing

@testable import OreDetection

/// A world made ready for judging.
private struct JudgedWorld {
    typealias Verdicts = [SmallWorld.Mark: [Found]]

    /// A finding with its geometry, to the bit.
    struct Found: Hashable {
        var finding: Finding
        var geometry: Geometry?
    }

    let world: SmallWorld
    let index: DetectionIndex
    let options: EvaluationOptions

    init(_ world: SmallWorld) {
        self.world = world
        index = DetectionIndex(
            licences: world.licenceTable, zones: world.zoneTable, districts: world.districtTable, policy: world.rules.licences)
        var options = EvaluationOptions(datumSigma: world.datumSigma)
        if !world.registered.isEmpty { options.registration = JudgedWorld.audit(world, index) }
        self.options = options
    }

    private static func audit(_ world: SmallWorld, _ index: DetectionIndex) -> RegistrationAudit {
        var audit = RegistrationAudit()
        for (id, found) in world.registered.sorted(by: { $0.key < $1.key }) {
            audit.append(
                .init(id: id, status: found.status, mines: 9, shareAtBoundary: 0.5, shift: found.shift, budgetSigma: 10),
                withoutFootprint: found.withoutFootprint)
        }
        let licences = index.licences
        for holder in world.displacedHolders.sorted() {
            audit.append(
                .init(
                    kind: .holder, name: holder, licences: 4, mines: 4, shift: ShiftEstimate(sigma: 40), budgetSigma: 2, longitude: 115,
                    latitude: 25), licences: licences.rows.indices.filter { licences.rows[$0].holder == holder }, of: licences)
        }
        return audit
    }

    /// Findings of some footprints; the history holds only the rows given.
    func judge(_ marks: [SmallWorld.Mark], past: [SmallWorld.Mark]) -> Verdicts {
        var history: FootprintHistory?
        if let cutoff = world.rules.historyCutoff(for: index) {
            var builder = FootprintHistory.Builder(before: cutoff, clearViews: ClearViews(world.sceneTable))
            builder.append(SmallWorld.batch(past))
            history = builder.build()
        }
        let outcome = world.rules.evaluate(
            SmallWorld.batch(marks), against: index, history: history, options: options, using: DetectionWorker(ellipsoid: .wgs84))
        let byID = Dictionary(marks.map { ($0.footprint.id, $0) }, uniquingKeysWith: { first, _ in first })
        var verdicts = Verdicts(uniqueKeysWithValues: marks.map { ($0, []) })
        for (row, finding) in outcome.batch.findings.enumerated() {
            guard let mark = byID[finding.footprintID] else { continue }
            verdicts[mark]?.append(Found(finding: finding, geometry: outcome.batch.geometry.geometry(at: row)))
        }
        return verdicts
    }

    func judgeAll() -> Verdicts { judge(world.footprints, past: world.footprints) }

    func changes(to later: JudgedWorld) -> DetectionChanges {
        var changes = DetectionChanges()
        changes.changeLicences(from: world.licenceTable, to: later.world.licenceTable)
        changes.changeZones(from: world.zoneTable, to: later.world.zoneTable)
        changes.changeDistricts(from: world.districtTable, to: later.world.districtTable)
        changes.changeScenes(from: world.sceneTable, to: later.world.sceneTable)
        let (old, new) = (Set(world.footprints), Set(later.world.footprints))
        changes.change(footprints: SmallWorld.batch(old.subtracting(new)))
        changes.change(footprints: SmallWorld.batch(new.subtracting(old)))
        changes.changeRules(from: world.rules, to: later.world.rules)
        changes.changeOptions(from: options, to: later.options)
        return changes
    }
}

extension Geometry {
    fileprivate var box: Envelope {
        var columns = GeometryColumns()
        columns.append(self)
        return columns.envelope(of: 0)
    }
}

@Suite("Incremental detection")
struct AffectedFootprintsTests {
    /// The findings of a world after changes, judging again only what they affect, unit by unit; and how many footprints that were.
    private func incremental(
        _ before: JudgedWorld, _ known: JudgedWorld.Verdicts, _ after: JudgedWorld, _ random: inout WorldRandom
    ) -> (verdicts: JudgedWorld.Verdicts, judged: Int) {
        let affected = AffectedFootprints(
            before.changes(to: after), rules: after.world.rules, options: after.options, index: after.index)
        let searchBoxes = PackedRTree(affected.searchBoxes)
        var verdicts: JudgedWorld.Verdicts = [:]
        var units: [[SmallWorld.Mark]] = [[], [], []]
        for mark in after.world.footprints {
            let batch = SmallWorld.batch([mark])
            let old = known[mark]
            let isAffected = affected.contains(0, of: batch)
            let isFound =
                affected.isEverything || !searchBoxes.query(mark.geometry.box).isEmpty
                || affected.scenes.contains(mark.footprint.sceneID ?? "")
            #expect(isFound || !isAffected, "an affected footprint lies where no store would look for it")
            let isNearestOpen = old?.contains { affected.mayChangeNearest(of: $0.finding, box: mark.geometry.box) } ?? true
            if !isAffected, !isNearestOpen, let old {
                verdicts[mark] = old
            } else {
                units[random.number(0..<3)].append(mark)
            }
        }
        for unit in units where !unit.isEmpty {
            let box = unit.reduce(into: Envelope.empty) { $0.expand(toInclude: $1.geometry.box) }
            let past = after.world.footprints.filter { $0.geometry.box.intersects(box) }.shuffled(using: &random)
            verdicts.merge(after.judge(unit.shuffled(using: &random), past: past)) { _, new in new }
        }
        return (verdicts, units.reduce(0) { $0 + $1.count })
    }

    @Test("Judging again only what a change affects gives every finding of a full evaluation, bit for bit")
    func equalsFull() {
        var sum = (judged: 0, of: 0, changed: 0)
        for seed in UInt64(1)..<151 {
            var random = WorldRandom(seed)
            var world = SmallWorld(&random)
            var before = JudgedWorld(world)
            var known = before.judgeAll()
            for step in 0..<3 {
                for _ in 0..<random.number(1..<3) { world.change(&random) }
                let after = JudgedWorld(world)
                let full = after.judgeAll()
                let (verdicts, judged) = incremental(before, known, after, &random)
                #expect(verdicts.count == full.count)
                for (mark, findings) in full where verdicts[mark] != findings {
                    Issue.record("seed \(seed), step \(step): \(mark.footprint.id) gives \(verdicts[mark] ?? []), in full \(findings)")
                }
                sum.judged += judged
                sum.of += full.count
                sum.changed += full.count { known[$0.key] != $0.value }
                (before, known) = (after, full)
            }
        }
        #expect(sum.changed > 1000)
        #expect(sum.judged < sum.of / 2, "judged \(sum.judged) of \(sum.of), \(sum.changed) had changed")
    }

    @Test("What verdicts cannot tell of two audits is no difference")
    func sameAudits() {
        let shift = ShiftEstimate(sigma: 3)
        func audit(_ status: RegistrationAudit.SceneStatus, mines: Int, shift: ShiftEstimate, without: ShiftEstimate? = nil)
            -> RegistrationAudit
        {
            var audit = RegistrationAudit()
            audit.append(
                .init(id: "S", status: status, mines: mines, shareAtBoundary: Double(mines) / 100, shift: shift, budgetSigma: 10),
                withoutFootprint: without.map { ["F": $0] } ?? [:])
            return audit
        }
        #expect(RegistrationDifference(from: nil, to: audit(.notEstimable, mines: 3, shift: shift)).isEmpty)
        #expect(
            RegistrationDifference(from: audit(.withinBudget, mines: 9, shift: shift), to: audit(.withinBudget, mines: 8, shift: shift))
                .isEmpty)
        let other = ShiftEstimate(east: 1, north: 0, varianceEast: 9, varianceNorth: 9)
        let one = RegistrationDifference(
            from: audit(.withinBudget, mines: 9, shift: shift, without: shift),
            to: audit(.withinBudget, mines: 9, shift: shift, without: other))
        #expect(one.footprints == ["S": ["F"]] && one.shiftedScenes.isEmpty && one.scenes.isEmpty)
        let held = RegistrationDifference(
            from: audit(.withinBudget, mines: 9, shift: shift), to: audit(.beyondBudget, mines: 9, shift: shift))
        #expect(held.scenes == ["S"])
        let moved = RegistrationDifference(
            from: audit(.beyondBudget, mines: 9, shift: other), to: audit(.beyondBudget, mines: 9, shift: shift))
        #expect(moved.shiftedScenes == ["S"] && moved.scenes.isEmpty)
    }
}
