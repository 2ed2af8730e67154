import TestSupport
import Testing

@testable import OreFeatures

@Suite struct CoordinateTextTests {
    /// 115 degrees, 12 minutes, 34.567 seconds.
    private let angle = (115.0 * 3600 + 12 * 60 + 34.567) / 3600

    @Test(
        "An angle reads the same in every notation",
        arguments: [
            "115°12′34.567″", "115°12'34.567\"", "115º12’34.567”", "115° 12′ 34.567″", "115-12-34.567", "115:12:34.567", "115 12 34.567",
            "115度12分34.567秒", "１１５°１２′３４．５６７″", "115°12′34,567″", "115°12'34.567\"E", "E115°12'34.567\"", "东经115°12′34.567″",
            "东经：115度12分34.567秒", "115°12'34.567''", "115\u{2013}12\u{2013}34.567", " 115:12:34.567 E ", "+115°12′34.567",
        ])
    func notations(_ text: String) throws {
        #expect(try CoordinateText(text).value == angle)
    }

    @Test("Packed degrees, minutes and seconds are the same number as the marked ones")
    func packed() throws {
        for (packed, marked) in [
            ("1151234.567", "115°12′34.567″"), ("251200.001", "25°12′00.001″"), ("1150000", "115°0′0″"), ("251234.567N", "25-12-34.567"),
        ] {
            #expect(try CornerNotation.packed.value(CoordinateText(packed)) == CoordinateText(marked).value)
        }
    }

    @Test("South and west are negative")
    func hemispheres() throws {
        #expect(try CoordinateText("12°30′00″S").value == -12.5)
        #expect(try CoordinateText("南纬12°30′").value == -12.5)
        #expect(try CoordinateText("W 70.25").value == -70.25)
        #expect(try CoordinateText("-70.25").value == -70.25)
    }

    @Test("Metres keep their digits, with decimal comma and thousands separators where they can be nothing else")
    func metres() throws {
        for text in ["2745123.45", "2,745,123.45", "2745123,45", "２７４５１２３．４５", "2745123.45m", "2745123.45米"] {
            #expect(try CoordinateText(text).value == 2_745_123.45)
        }
        #expect(throws: CoordinateText.Fault.ambiguousComma) { try CoordinateText("561,234") }
        #expect(try CoordinateText("561,2345").value == 561.2345)
    }

    @Test("Minutes and seconds of sixty and more are faults", arguments: ["115°60′00″", "115-12-60", "115:75:12", "115度12分61.2秒"])
    func sixty(_ text: String) {
        do {
            _ = try CoordinateText(text)
            Issue.record("\(text) was read")
        } catch {
            if case .sixty = error { return }
            Issue.record("\(text): \(error)")
        }
    }

    @Test(
        "What is no coordinate is none",
        arguments: ["", "J1", "12.3.4", "115°12′34″56", "1e5", "nan", "115'12", "12--13", "E", "°", "115°-12", "一百", "0x1F"])
    func garbage(_ text: String) {
        #expect(throws: CoordinateText.Fault.unreadable) { try CoordinateText(text) }
    }

    @Test("Any bytes give a number or a fault")
    func mutated() {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SplitMix(seed: seed)
        for text in ["115°12′34.567″E", "1151234.567", "2,745,123.45", "东经115度12分34.567秒", "38561234,56"] {
            for _ in 0..<3000 {
                let bytes = random.mutated(Array(text.utf8))
                if let read = try? CoordinateText(String(decoding: bytes, as: UTF8.self)) { #expect(read.value.isFinite, "seed \(seed)") }
            }
        }
    }

    @Test(
        "Elevation limits come out lower first however they are written",
        arguments: [
            ("由580米至400米标高", 400.0, 580.0), ("从400米至580米标高", 400, 580), ("580~400", 400, 580), ("+580m～+400m", 400, 580),
            ("580-400", 400, 580),
            ("50m至-200m", -200, 50), ("-50--200", -200, -50), ("+50～-200", -200, 50), ("580.5—400", 400, 580.5),
        ])
    func elevations(_ text: String, _ low: Double, _ high: Double) throws {
        let range = try #require(ElevationText.range(text))
        #expect(range.low == low && range.high == high)
    }

    @Test("Areas are read with their unit, of the cell or of the heading")
    func areas() {
        #expect(AreaText.squareMetres("1.2345平方公里", unit: "") == 1_234_500)
        #expect(AreaText.squareMetres("1.2345", unit: "km²") == 1_234_500)
        #expect(AreaText.squareMetres("123.45 公顷", unit: "") == 1_234_500)
        #expect(AreaText.squareMetres("15", unit: "亩") == 10_000)
        #expect(AreaText.squareMetres("15 mu", unit: "km2") == 10_000)
        #expect(AreaText.squareMetres("2500㎡", unit: "") == 2500)
        #expect(AreaText.squareMetres("1.2345", unit: "") == nil)
        #expect(AreaText.squareMetres("about 3", unit: "ha") == nil)
    }
}
