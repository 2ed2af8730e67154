internal import OreCases
internal import OreDetection
internal import OreFeatures
internal import OreGeometry
internal import OreStorage
internal import Synchronization

/// Which footprints a run has to judge, and why.
struct WatchPlan {
    /// `nil`: every footprint.
    var references: [Int64]?
    /// What is no longer known: its findings end.
    var ended: [Int64] = []
    /// For the log of the run.
    var reason: String
    /// Of which incidents something else is to be said, beside those whose findings change.
    var incidents = IncidentScope()
    /// With more boxes to look into than this, and than there are footprints, all footprints are judged at once.
    private static let fewBoxes = 4096

    static func everything(_ reason: String) -> WatchPlan { WatchPlan(references: nil, reason: reason, incidents: .everything) }

    /// - Parameters:
    ///   - old: what the last run compared with, made when it is needed.
    ///   - new: what this run compares with, its registration audit included.
    static func since(
        _ mark: DetectionMark, store: Store, rules: RuleSet, work: FootprintWork, old: () throws -> WatchWorld
    ) throws -> WatchPlan {
        let new = work.world
        let footprints = try store.footprintChanges(after: mark.evaluatedCommit, through: new.commit)
        let registersChanged = new.registerCommit > mark.evaluatedCommit
        if mark.datumSigma != new.options.datumSigma { return everything("the error of the coordinate operations changed") }
        if footprints.isEmpty && !registersChanged {
            return WatchPlan(references: [], reason: "no footprints, scenes or registers changed")
        }
        let needsOld = registersChanged || rules.needsRegistration(new.index)
        var changes = DetectionChanges()
        // Where nothing depends on what was seen before or elsewhere, those that came are judged, and nothing else.
        let before = needsOld ? try old() : new
        if needsOld || rules.requiresPriorObservation || new.scenes.knowsCoverage {
            changes.change(footprints: new.dated(try store.footprints(references: footprints.added, asOf: new.commit)).batch)
            changes.change(footprints: before.dated(try store.footprints(references: footprints.ended, asOf: mark.evaluatedCommit)).batch)
        }
        var incidents = IncidentScope()
        var redated: [Int64] = []
        if needsOld {
            redated = try undated(
                ofScenes: new.scenesDatedOtherwise(in: before), besides: footprints.added, store: store, commit: new.commit)
            let stored = try store.footprints(references: redated, asOf: new.commit)
            for world in [before, new] { changes.change(footprints: world.dated(stored).batch) }
            if before.indexCommit != new.indexCommit {
                changes.changeLicences(from: before.licences, to: new.licences)
                changes.changeZones(from: before.zones, to: new.zones)
                changes.changeDistricts(from: before.districts, to: new.districts)
                incidents.licences = differing(before.groups, new.groups)
            }
            changes.changeScenes(from: before.scenes, to: new.scenes)
            changes.changeOptions(from: before.options, to: new.options)
            if registersChanged { (incidents.scenes, incidents.places) = before.scenes.difference(to: new.scenes) }
        }
        if let reason = changes.reasonsForAll.first { return everything(reason) }
        let affected = AffectedFootprints(changes, rules: rules, options: new.options, index: new.index)
        let boxes = affected.searchBoxesBesideChanges
        guard try boxes.count <= max(fewBoxes, store.count(of: .footprints)) else { return everything("\(boxes.count) places changed") }
        let references = try found(affected, boxes, footprints.added + redated, store: store, work: work)
        incidents.footprints = changes.footprintBoxes
        return WatchPlan(
            references: references, ended: footprints.ended,
            reason: "\(footprints.added.count) footprints came, \(footprints.ended.count) went"
                + (registersChanged ? ", \(changes.licenceIDs.count) licences changed" : "")
                + told(incidents.scenes.count), incidents: incidents)
    }

    private static func told(_ scenes: Int) -> String {
        scenes == 0 ? "" : scenes == 1 ? ", 1 scene told anew" : ", \(scenes) scenes told anew"
    }

    /// Numbers of the footprints of these scenes that state no date, without those that came.
    private static func undated(
        ofScenes scenes: Set<String>, besides added: [Int64], store: Store, commit: Int
    ) throws -> [Int64] {
        guard !scenes.isEmpty else { return [] }
        var found: Set<Int64> = []
        for unit in try store.footprintUnits(asOf: commit, ofScenes: scenes) {
            let stored = try store.footprints(in: unit, asOf: commit)
            for row in stored.references.indices where stored.batch.observed[row] == nil && scenes.contains(stored.scenes[row]) {
                found.insert(stored.references[row])
            }
        }
        return found.subtracting(added).sorted()
    }

    /// Licences of another group than before.
    private static func differing(_ before: [String: String], _ after: [String: String]) -> Set<String> {
        Set(before.lazy.filter { after[$0.key] != $0.value }.map(\.key))
            .union(after.lazy.filter { before[$0.key] != $0.value }.map(\.key))
    }

    private static func found(
        _ affected: AffectedFootprints, _ boxes: [Envelope], _ added: [Int64], store: Store, work: FootprintWork
    ) throws -> [Int64] {
        let commit = work.world.commit
        var candidates = Set(try store.footprintReferences(meeting: boxes, asOf: commit))
        let scenes = affected.scenes
        let found = Mutex(Set(added))
        if !scenes.isEmpty {
            for unit in try store.footprintUnits(asOf: commit, ofScenes: scenes) {
                let stored = try store.footprints(in: unit, asOf: commit)
                candidates.formUnion(zip(stored.references, stored.scenes).lazy.filter { scenes.contains($1) }.map(\.0))
            }
        }
        candidates.subtract(added)
        try work.forEach(work.items(candidates.sorted())) { stored, _ in
            let rows = (0..<stored.batch.count).filter { affected.contains($0, of: stored.batch) }
            found.withLock { $0.formUnion(rows.map { stored.references[$0] }) }
        }
        try addNearest(affected, store: store, work: work, to: found)
        return found.withLock { $0.sorted() }
    }

    /// Footprints whose findings name a nearest licence that may be another one now.
    private static func addNearest(
        _ affected: AffectedFootprints, store: Store, work: FootprintWork, to found: borrowing Mutex<Set<Int64>>
    ) throws {
        guard affected.changesLicences else { return }
        var findings: [(footprint: Int64, finding: Finding)] = []
        try store.forEachNearestLicence { footprint, finding in
            if !found.withLock({ $0.contains(footprint) }) { findings.append((footprint, finding)) }
        }
        let stored = work.world.dated(try store.footprints(references: findings.map(\.footprint), asOf: work.world.commit))
        let rows = Dictionary(stored.references.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        for (footprint, finding) in findings {
            guard let row = rows[footprint] else { continue }
            if affected.mayChangeNearest(of: finding, box: stored.batch.geometry.envelope(of: row)) {
                _ = found.withLock { $0.insert(footprint) }
            }
        }
    }
}
