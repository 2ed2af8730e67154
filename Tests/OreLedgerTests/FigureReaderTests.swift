import OreLedger
import TestSupport
import Testing

@Suite("Figures as offices write them")
struct FigureReaderTests {
    private func read(_ text: String, _ unit: FigureUnit = .tonne, _ notation: DecimalNotation = .unsettled) throws(FigureFault) -> Int64 {
        try FigureReader(unit: unit, notation: notation).thousandths(text)
    }

    @Test(
        "Figures are read to the digit",
        arguments: [
            ("0", 0), ("12", 12_000), ("12.5", 12_500), ("12,5", 12_500), ("-3.25", -3_250), ("+3.25", 3_250), ("0.001", 1),
            ("20.030", 20_030),
            ("1,234.5", 1_234_500), ("1.234,5", 1_234_500), ("1 234,5", 1_234_500), ("1\u{202F}234,5", 1_234_500), ("1'234.5", 1_234_500),
            ("1\u{2019}234\u{2019}567", 1_234_567_000), ("1,234,567", 1_234_567_000), ("1.234.567", 1_234_567_000),
            ("１２３．５", 123_500), ("１，２３４．５", 1_234_500), ("\u{3000}7\u{3000}", 7_000), ("−3", -3_000), ("0,125", 125),
            ("1234,567", 1_234_567),
            ("1.5e3", 1_500_000), ("2E-3", 2), ("12.3000000", 12_300), ("1.50 t", 1_500), ("12kg", 12), ("1 500 千克", 1_500),
            ("3.2万吨", 32_000_000), ("3.2 ×10^4 t", 32_000_000), ("3 10^4 t", 30_000_000), ("0.0000001万吨", 1), ("5吨", 5_000),
            ("00012", 12_000),
        ] as [(String, Int64)])
    func reads(text: String, thousandths: Int64) throws {
        #expect(try read(text) == thousandths)
    }

    @Test(
        "What is not certain is refused, with the reason",
        arguments: [
            ("", .empty), ("  ", .empty), ("abc", .notANumber), ("-", .notANumber), ("1,234", .ambiguousSeparator),
            ("12,345 kg", .ambiguousSeparator),
            ("1.2345", .tooFine), ("0.5 kg", .tooFine), ("1.2.3", .brokenGroups), ("12,34,567", .brokenGroups), ("1,23.4", .brokenGroups),
            ("1 234'567.5", .brokenGroups), ("1.234,567.8", .brokenGroups), ("1000000000.001", .tooLarge),
            ("99999999999999999999999", .tooLarge),
            ("1e29", .tooLarge), ("5 Mt", .unknownUnit("Mt")), ("5 lb", .unknownUnit("lb")), ("5 m3", .wrongDimension(.cubicMetre)),
            ("5 5", .unknownUnit("5")), ("1..5", .notANumber), ("1.", .notANumber), (".5", .notANumber), ("--1", .notANumber),
            ("1-2", .brokenGroups),
        ] as [(String, FigureFault)])
    func refuses(text: String, fault: FigureFault) {
        #expect { try read(text) } throws: { error in
            let found = error as? FigureFault
            // Both say that the digits are no number.
            return found == fault || (found == .notANumber && fault == .brokenGroups) || (found == .brokenGroups && fault == .notANumber)
        }
    }

    @Test("A settled notation reads what would be ambiguous, and refuses the other one's decimals")
    func notation() throws {
        #expect(try read("1,234", .tonne, .point) == 1_234_000)
        #expect(try read("1,234", .tonne, .comma) == 1_234)
        #expect(try read("1.234", .tonne, .comma) == 1_234_000)
        #expect(try read("1.234", .tonne, .point) == 1_234)
        #expect(throws: FigureFault.brokenGroups) { try read("1,5", .tonne, .point) }
        #expect(throws: FigureFault.brokenGroups) { try read("1.5", .tonne, .comma) }
    }

    @Test("Units convert exactly, and a volume is no mass")
    func units() throws {
        #expect(try read("2", .kilogram) == 2 && read("2", .tenThousandTonnes) == 20_000_000)
        #expect(try read("1.5", .cubicMetre) == 1_500 && read("1.5 万方", .cubicMetre) == 15_000_000)
        #expect(throws: FigureFault.wrongDimension(.cubicMetre)) { try FigureReader(unit: .cubicMetre).tonnes("1") }
        #expect(throws: FigureFault.wrongDimension(.tonne)) { try read("1 t", .cubicMetre) }
    }

    @Test("A figure written out is read back the same, in every notation")
    func roundTrip() throws {
        var random = SplitMix(seed: 5)
        let limit = Tonnes.largestRecord.thousandths
        for _ in 0..<3000 {
            let bits = random.below(41)
            let value = Int64(random.next() % (1 << UInt64(bits))) % limit * (random.below(2) == 0 ? 1 : -1)
            let text = Tonnes(thousandths: value).description
            #expect(try read(text) == value)
            let parts = text.drop { $0 == "-" }.split(separator: ".")
            let whole = parts[0]
            var grouped = ""
            for (i, digit) in whole.enumerated() {
                if i > 0, (whole.count - i) % 3 == 0 { grouped += "," }
                grouped.append(digit)
            }
            let sign = value < 0 ? "-" : ""
            #expect(try read(sign + grouped + "." + parts[1], .tonne, .point) == value)
            let swapped = String((sign + grouped + "." + parts[1]).map { $0 == "." ? "," : $0 == "," ? "." : $0 })
            #expect(try read(swapped, .tonne, .comma) == value)
        }
    }

    @Test("The fast path reads what it reads as the careful one does")
    func fastPath() throws {
        var random = SplitMix(seed: 6)
        let letters = Array("0123456789..,- e".utf8)
        var taken = 0
        for _ in 0..<20_000 {
            let bytes = (0..<1 + random.below(12)).map { _ in letters[random.below(letters.count)] }
            guard let fast = bytes.withUnsafeBytes({ FigureReader.plainThousandths($0) }) else { continue }
            taken += 1
            #expect(try read(String(decoding: bytes, as: UTF8.self)) == fast)
        }
        #expect(taken > 1000)
        for text in ["999999999.999", "-0", "007.5"] {
            #expect(Array(text.utf8).withUnsafeBytes { FigureReader.plainThousandths($0) } != nil)
        }
        for text in ["1.2345", "1000000000", "1.", "", "-", ".5", "1,5"] {
            #expect(Array(text.utf8).withUnsafeBytes { FigureReader.plainThousandths($0) } == nil)
        }
    }

    @Test("Random text is read or refused, never trapped on")
    func hostile() {
        var random = SplitMix(seed: 7)
        let letters = Array("0123456789.,' -+eE吨万t^×10４．　\u{301}\u{0}kg")
        for _ in 0..<20_000 {
            let text = String((0..<random.below(14)).map { _ in letters[random.below(letters.count)] })
            let value = try? read(text)
            #expect(value.map { abs($0) <= Tonnes.largestRecord.thousandths } ?? true)
        }
    }
}
