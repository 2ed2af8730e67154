import Foundation
import OreDetection
import OreFeatures
import OreGeometry
import Testing

/// Mines on a grid about 115 E, 25 N, in metres east and north of it: licences of eight corners, workings dug to them or short of them.
struct MineField {
    /// What is planted at one mine.
    struct Mine {
        var radius = 120.0
        /// Share of the licence's radius that is dug; 1 is exactly to the boundary.
        var reach = 1.0
        /// Metres that the whole working lies away from its licence.
        var offset = (east: 0.0, north: 0.0)
        /// Metres that a tongue reaches beyond the eastern boundary.
        var tongue = 0.0
        var sheet = "register"
    }

    var scene = (east: 0.0, north: 0.0)
    var statedSigma = 10.0
    var rules = RuleSet.standard
    var threads = 1
    private let metric = LocalMetric(.wgs84, latitude: 25)

    private func place(_ east: Double, _ north: Double) -> Coordinate {
        Coordinate(115 + east / metric.metresPerUnitX, 25 + north / metric.metresPerUnitY)
    }

    /// Corners at fixed but uneven distances; every mine turned differently, so that no two have the same edges.
    private func outline(_ number: Int, radius: Double) -> [(Double, Double)] {
        let factors = [1.0, 0.85, 1.1, 0.95, 1.05, 0.8, 1.15, 0.9]
        let center = (Double(number % 8) * 1500, Double(number / 8) * 1500)
        return factors.enumerated().map { k, factor in
            let angle = 2 * Double.pi * (Double(k) / 8 + Double(number) * 0.137)
            return (center.0 + radius * factor * cos(angle), center.1 + radius * factor * sin(angle))
        }
    }

    /// The working as an image shows it: points every 10 m or so, each displaced by pixel noise of a fixed pattern.
    private func seen(_ number: Int, _ mine: Mine) -> Geometry {
        let corners = outline(number, radius: mine.radius * mine.reach)
        var ring: [Coordinate] = []
        var step = number &* 7919
        for k in corners.indices {
            let (a, b) = (corners[k], corners[(k + 1) % corners.count])
            let pieces = max(1, Int(hypot(b.0 - a.0, b.1 - a.1) / 10))
            for piece in 0..<pieces {
                step = (step &* 1_103_515_245 &+ 12345) & 0x7fff_ffff
                let noise = Double(step % 1000) / 1000 * 10 - 5
                let t = Double(piece) / Double(pieces)
                let (x, y) = (a.0 + t * (b.0 - a.0), a.1 + t * (b.1 - a.1))
                let length = hypot(b.0 - a.0, b.1 - a.1)
                let (outX, outY) = ((b.1 - a.1) / length, -(b.0 - a.0) / length)
                ring.append(
                    place(x + noise * outX + mine.offset.east + scene.east, y + noise * outY + mine.offset.north + scene.north))
            }
        }
        ring.append(ring[0])
        var geometry = Geometry.polygon(Polygon(exterior: Ring(ring)))
        if mine.tongue > 0 {
            // From the middle to `tongue` metres beyond the easternmost corner, 60 m wide.
            let center = (Double(number % 8) * 1500 + scene.east, Double(number / 8) * 1500 + scene.north)
            let east = (outline(number, radius: mine.radius).map(\.0).max() ?? 0) + mine.tongue + scene.east
            let corner = outline(number, radius: mine.radius).max { $0.0 < $1.0 } ?? (0, 0)
            let y = corner.1 + scene.north
            let box = [(center.0, y - 30), (east, y - 30), (east, y + 30), (center.0, y + 30), (center.0, y - 30)].map { place($0.0, $0.1) }
            geometry = (try? TopologyEngine().union(geometry, .polygon(Polygon(exterior: Ring(box))))) ?? geometry
        }
        return geometry
    }

    func index(_ mines: [Mine]) -> DetectionIndex {
        var licences = LicenceTable()
        for (number, mine) in mines.enumerated() {
            var licence = Licence(id: "L\(number)")
            licence.positionSigma = 1
            licence.sheet = mine.sheet
            let corners = outline(number, radius: mine.radius).map { place($0.0, $0.1) }
            licences.append(licence, .polygon(Polygon(exterior: Ring(corners + [corners[0]]))))
        }
        return DetectionIndex(licences: licences, policy: rules.licences)
    }

    func footprints(_ mines: [Mine], order: [Int]? = nil) throws -> FootprintBatch {
        var batch = FootprintBatch()
        for number in order ?? Array(mines.indices) {
            var footprint = Footprint(id: "F\(number)", on: try days("2025-06-15"))
            footprint.sceneID = "S"
            (footprint.positionSigma, footprint.digitisingSigma) = (statedSigma, 3.5)
            batch.append(footprint, seen(number, mines[number]))
        }
        return batch
    }

    func audit(_ mines: [Mine], order: [Int]? = nil) throws -> RegistrationAudit {
        let index = index(mines)
        var evidence = rules.registrationEvidence(in: try footprints(mines, order: order), against: index, options: EvaluationOptions())
        evidence.close()
        return rules.registrationAudit(of: evidence, against: index, threads: threads)
    }

    func judged(_ mines: [Mine]) throws -> (audit: RegistrationAudit, findings: [Finding]) {
        let audit = rules.registration == .off ? RegistrationAudit() : try audit(mines)
        let options = EvaluationOptions(registration: audit)
        let worker = DetectionWorker(ellipsoid: .wgs84)
        return (audit, rules.evaluate(try footprints(mines), against: index(mines), options: options, using: worker).batch.findings)
    }
}

@Suite("Registration of scenes and registers")
struct RegistrationTests {
    private func onlyScene(_ audit: RegistrationAudit) throws -> RegistrationAudit.Scene { try #require(audit.scenes.first) }

    private func miss(_ scene: RegistrationAudit.Scene, _ east: Double, _ north: Double) -> Double {
        hypot(scene.shift.east - east, scene.shift.north - north)
    }

    @Test("Mines dug to their boundary give their scene's shift to within its own stated error")
    func honestScene() throws {
        let field = MineField(scene: (12, -7))
        let scene = try onlyScene(field.audit((0..<12).map { MineField.Mine(radius: 80 + 20 * Double($0 % 5)) }))
        #expect(scene.status == .withinBudget)
        #expect(miss(scene, 12, -7) < 4 * max(scene.shift.sigma, 0.3), "\(scene.shift)")
        #expect(scene.shift.sigma < 1.5)
        #expect(scene.shareAtBoundary > 0.5)
    }

    @Test("Mines that stop short of their boundary say nothing of the shift, and the audit knows")
    func stopShort() throws {
        let field = MineField(scene: (8, 3))
        let mines = (0..<12).map { MineField.Mine(radius: 200, reach: 0.4 + 0.02 * Double($0)) }
        let (audit, findings) = try field.judged(mines)
        let scene = try onlyScene(audit)
        #expect(scene.status == .notEstimable)
        #expect(scene.shift == ShiftEstimate(sigma: 10))
        #expect(findings.isEmpty)
    }

    @Test("A majority that encroaches, all to one side, does not steer the estimate")
    func dishonestMajority() throws {
        let field = MineField(scene: (-9, 4))
        let mines = (0..<20).map { MineField.Mine(tongue: $0 % 5 < 3 ? 8 + 5 * Double($0) : 0) }
        let scene = try onlyScene(field.audit(mines))
        #expect(scene.status == .withinBudget)
        #expect(miss(scene, -9, 4) < 1.5, "\(scene.shift)")
    }

    @Test("One huge mine that lies beside its licence does not steer the estimate")
    func hugeMine() throws {
        let field = MineField(scene: (5, 5))
        var mines = (0..<12).map { _ in MineField.Mine(radius: 90) }
        mines[3] = MineField.Mine(radius: 700, offset: (28, 0))
        let scene = try onlyScene(field.audit(mines))
        #expect(miss(scene, 5, 5) < 1.5, "\(scene.shift)")
    }

    @Test("A scene shifted beyond its budget is found and held; with correction its honest mines are cleared and its encroachers found")
    func misregistered() throws {
        var field = MineField(scene: (46, -20), statedSigma: 3)
        let mines = (0..<12).map { MineField.Mine(tongue: $0 == 5 ? 60 : 0) }
        let (audit, held) = try field.judged(mines)
        let scene = try onlyScene(audit)
        #expect(scene.status == .beyondBudget)
        #expect(miss(scene, 46, -20) < 2, "\(scene.shift)")
        #expect(held.count == 12 && held.allSatisfy { $0.verdict == .undecidable && $0.reasons.contains(.sceneMisregistered) })
        field.rules.registration = .correct
        let corrected = try field.judged(mines).findings
        #expect(corrected.map(\.footprintID) == ["F5"])
        #expect(corrected.first?.verdict == .strong && corrected.first?.reasons == [.sceneShiftCorrected])
        field.rules.registration = .off
        #expect(field.rules.needsRegistration(field.index(mines)) == false)
    }

    @Test("A sheet whose licences are displaced together is found, and only it")
    func displacedSheet() throws {
        let field = MineField(scene: (3, 2), statedSigma: 5)
        let mines = (0..<16).map { number in
            number % 4 == 0 ? MineField.Mine(offset: (-55, 30), sheet: "old datum") : MineField.Mine()
        }
        let (audit, findings) = try field.judged(mines)
        #expect(try onlyScene(audit).status == .withinBudget)
        let group = try #require(audit.groups.first)
        #expect(audit.groups.count == 1 && group.kind == .sheet && group.name == "old datum" && group.licences == 4)
        #expect(hypot(group.shift.east + 55, group.shift.north - 30) < 2, "\(group.shift)")
        #expect(findings.count == 4 && findings.allSatisfy { $0.verdict == .undecidable && $0.reasons.contains(.licencesDisplaced) })
    }

    @Test("Honest scenes and sheets of every kind are not accused")
    func noFalseAlarm() throws {
        for (number, reach) in [1.0, 0.9, 0.7].enumerated() {
            let field = MineField(scene: (Double(number) * 2 - 2, 1), statedSigma: 3)
            let mines = (0..<12).map { MineField.Mine(reach: $0 % 2 == 0 ? reach : 1, sheet: $0 < 6 ? "a" : "b") }
            let (audit, findings) = try field.judged(mines)
            #expect(audit.groups.isEmpty)
            #expect(try onlyScene(audit).status != .beyondBudget)
            #expect(findings.isEmpty)
        }
    }

    @Test("A shift inwards hides an encroachment, which the estimate brings out")
    func hidden() throws {
        var field = MineField(scene: (-24, 0), statedSigma: 10)
        // Stops short everywhere but for a tongue of 20 m, most of which the image, shifted 24 m west, shows inside.
        var mines = (0..<12).map { _ in MineField.Mine() }
        mines[7] = MineField.Mine(radius: 200, reach: 0.6, tongue: 20)
        let finding = try #require(field.judged(mines).findings.first { $0.footprintID == "F7" })
        #expect(finding.rule == .outOfBoundary && finding.verdict == .strong)
        let interval = try #require(finding.outsideAreaInterval)
        #expect(try #require(finding.outsideArea) < interval.lowerBound)
        field.rules.registration = .off
        let alone = try field.judged(mines).findings.first { $0.footprintID == "F7" }
        #expect(alone?.verdict != .strong)
    }

    @Test("An audit that looks again only at scenes that changed is the same as one made anew", arguments: [0.0, 24.0])
    func takenOver(displacement: Double) throws {
        let mines = (0..<12).map { _ in MineField.Mine() }
        var field = MineField()
        field.scene = (5 + displacement, -3)
        let index = field.index(mines)
        let all = try field.footprints(mines)
        func evidence(_ scenes: [(name: String, rows: [Int])]) -> RegistrationEvidence {
            var gathered = RegistrationEvidence()
            for scene in scenes {
                var batch = FootprintBatch()
                for row in scene.rows {
                    var footprint = all.footprint(at: row)
                    footprint.sceneID = scene.name
                    batch.append(footprint, row, of: all.geometry)
                }
                gathered.merge(field.rules.registrationEvidence(in: batch, against: index, options: EvaluationOptions()))
            }
            gathered.close()
            return gathered
        }
        let rows = Array(0..<12)
        let before = evidence([("S", rows), ("T", rows), ("U", Array(rows.prefix(4)))])
        // Of T some are gone, U is gone altogether, V is new.
        let whole = evidence([("S", rows), ("T", Array(rows.dropFirst(5))), ("V", rows)])
        let changed: Set<String> = ["T", "U", "V"]
        let first = field.rules.registrationAudit(of: before, against: index, threads: 1)
        let after = before.replacing(changed, by: evidence([("T", Array(rows.dropFirst(5))), ("V", rows)]))
        let again = field.rules.registrationAudit(of: after, against: index, threads: 2, reusing: (first, before), changed: changed)
        let anew = field.rules.registrationAudit(of: whole, against: index, threads: 1)
        #expect(again == anew)
        #expect(again != first)
        #expect(again.scenes.map(\.id) == ["S", "T", "V"])
        #expect(RegistrationDifference(from: anew, to: again).isEmpty)
    }

    @Test("The audit does not depend on the order of footprints nor on the number of threads")
    func deterministic() throws {
        var field = MineField(scene: (4, 9))
        let mines = (0..<10).map { MineField.Mine(radius: 80 + 10 * Double($0)) }
        let first = try field.audit(mines)
        #expect(try field.audit(mines, order: Array(mines.indices.reversed())) == first)
        field.threads = 3
        #expect(try field.audit(mines) == first)
    }
}
