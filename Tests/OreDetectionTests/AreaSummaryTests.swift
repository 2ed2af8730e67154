import OreDetection
import OreFeatures
import OreGeometry
import Testing

@Suite("Summaries by area")
struct AreaSummaryTests {
    private func areas() -> SummaryAreas {
        var columns = GeometryColumns()
        columns.append(Scene.box(0, 0, 5, 10))
        columns.append(Scene.box(5, 0, 10, 10))
        columns.append(Scene.box(20, 0, 30, 10))
        columns.append(nil)
        return SummaryAreas([("b", 0), ("a", 1), ("b", 2), ("c", 3)], of: columns)
    }

    private func batch() throws -> (FootprintBatch, [Double?]) {
        var bench = Bench()
        try bench.footprint("split 3:1", Scene.box(2, 2, 6, 4), on: "2018-01-01", to: "2018-12-31")
        try bench.footprint("in b", Scene.box(22, 2, 24, 4), on: "2018-01-01", to: "2018-12-31")
        try bench.footprint("later", Scene.box(1, 2, 2, 4), on: "2019-01-01", to: "2019-12-31")
        try bench.footprint("undated", Scene.box(1, 2, 2, 4))
        try bench.footprint("touches", Scene.box(10, 2, 12, 4), on: "2018-01-01", to: "2018-12-31")
        try bench.footprint("both parts of b", Scene.box(4, 6, 21, 7), on: "2020-01-01")
        return (bench.batch, [40, 7, nil, 1, 100, 0])
    }

    @Test("The measure is apportioned by share of area, summed by key and period")
    func apportioned() throws {
        var summary = AreaSummary(hasMeasure: true)
        let (batch, measure) = try batch()
        summary.add(batch, measure: measure, by: areas(), using: DetectionWorker(ellipsoid: .cgcs2000))
        let rows = summary.rows
        try #require(
            rows.map { "\($0.key) \($0.period?.text ?? "undated") \($0.count)" } == [
                "a 2018-01-01/2018-12-31 1", "a 2020-01-01 1", "b 2018-01-01/2018-12-31 2", "b 2019-01-01/2019-12-31 1", "b 2020-01-01 1",
                "b undated 1",
            ])
        #expect(abs((rows[0].measure ?? 0) - 10) < 1e-3)
        #expect(abs((rows[2].measure ?? 0) - 37) < 1e-3)
        #expect(abs(rows[0].intersection / Scene.area(Scene.box(5, 2, 6, 4)) - 1) < 1e-6)
        #expect(rows[3].measure == 0)
    }

    @Test("Partial sums merge to the same as one pass")
    func merging() throws {
        let (batch, measure) = try batch()
        let worker = DetectionWorker(ellipsoid: .cgcs2000)
        var whole = AreaSummary(hasMeasure: true)
        whole.add(batch, measure: measure, by: areas(), using: worker)
        whole.add(batch, measure: measure, by: areas(), using: worker)
        var merged = AreaSummary(hasMeasure: true)
        for _ in 0..<2 {
            var part = AreaSummary(hasMeasure: true)
            part.add(batch, measure: measure, by: areas(), using: worker)
            merged.merge(part)
        }
        #expect(merged.rows.map(\.count) == whole.rows.map(\.count))
        for (a, b) in zip(merged.rows, whole.rows) { #expect(abs(a.intersection - b.intersection) < 1e-6) }
    }

    @Test("Without a measure there is none")
    func noMeasure() throws {
        var summary = AreaSummary(hasMeasure: false)
        summary.add(try batch().0, by: areas(), using: DetectionWorker(ellipsoid: .cgcs2000))
        #expect(summary.rows.allSatisfy { $0.measure == nil })
        #expect(AreaSummary(hasMeasure: false).rows.isEmpty)
    }
}
