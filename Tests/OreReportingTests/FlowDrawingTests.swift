import Foundation
import OreFeatures
import OreLedger
import TestSupport
import Testing

@testable import OreReporting

@Suite("The drawing of flows")
struct FlowDrawingTests {
    static func balance(_ seed: UInt64) throws -> Balance {
        var random = SplitMix(seed: seed)
        var figures = BalanceFigures(year: 2024)
        for fact in BalanceFact.allCases where random.below(4) > 0 {
            let scale = [1_000, 100_000, 10_000_000][random.below(3)]
            figures.facts[fact] = BalanceSum(Tonnes(thousandths: Int64(random.below(1000) * scale)), figures: 1)
        }
        var sum = LandSum()
        let low = Int64(random.below(4_000_000))
        sum.interval = YieldInterval(
            low: Tonnes(thousandths: low), median: Tonnes(thousandths: low * 2), high: Tonnes(thousandths: low * 4))
        figures.land = BalanceLand(area: 10, sites: 1, sum: sum)
        return try Balance(figures)
    }

    @Test("Each place is as high as what flows in and as what flows out; nothing has a width below nothing", arguments: 0..<40)
    func heights(_ seed: Int) throws {
        let balance = try Self.balance(UInt64(seed))
        let layout = FlowLayout(balance.flows)
        for box in layout.boxes {
            func sum(_ bands: [FlowLayout.Band]) -> Double { bands.reduce(0) { $0 + $1.height } }
            let (ins, outs) = (layout.bands.filter { $0.flow.to == box.node }, layout.bands.filter { $0.flow.from == box.node })
            #expect(abs(sum(ins) - box.height) < 1e-6 && abs(sum(outs) - box.height) < 1e-6)
            // They tile its edges without a gap.
            for (bands, y) in [(ins, \FlowLayout.Band.to.y), (outs, \FlowLayout.Band.from.y)] {
                var at = box.y
                for band in bands.sorted(by: { ($0[keyPath: y], $0.height) < ($1[keyPath: y], $1.height) }) {
                    #expect(abs(band[keyPath: y] - at) < 1e-6)
                    at += band.height
                }
            }
        }
        #expect(layout.bands.count == balance.flows.count)
        for band in layout.bands {
            #expect(band.height >= 0 && band.low <= band.height + 1e-9 && band.height <= band.high + 1e-9 && band.from.x < band.to.x)
        }
    }

    @Test("No label lies on another, or beyond the drawing, in English and Chinese", arguments: 0..<40)
    func labels(_ seed: Int) throws {
        let balance = try Self.balance(UInt64(seed))
        let layout = FlowLayout(balance.flows)
        for words in Language.allCases {
            var taken: [(x: ClosedRange<Double>, y: ClosedRange<Double>, name: String)] = []
            for band in layout.bands {
                let label = band.label
                let texts = [words.label(of: band.flow), words.short(band.flow.amount)]
                let width = Double(texts.map { DisplayWidth.of($0) }.max() ?? 0) * 7.2
                let x =
                    band.isInner
                    ? label.x - width / 2...label.x + width / 2
                    : band.flow.from == nil ? label.x - width...label.x : label.x...label.x + width
                let y = label.y - 15...label.y + 15
                #expect(x.lowerBound >= 0 && x.upperBound <= FlowLayout.width, "\(texts) \(x)")
                #expect(y.lowerBound >= 0 && y.upperBound <= layout.height, "\(texts) \(y)")
                for other in taken { #expect(!(other.x.overlaps(x) && other.y.overlaps(y)), "\(texts) on \(other.name)") }
                taken.append((x, y, texts[0]))
            }
        }
    }

    @Test("The page loads nothing, escapes names, and says the same in both languages; the same balance gives the same bytes")
    func page() throws {
        var report = BalanceReport(try Self.balance(3), region: "<b>Longnan", kind: .district, material: .oxide, commit: 4)
        report.series = try (4..<8).map { try Self.balance($0) }
        report.parts = [.init(name: "<i>", balance: report.balance), .init(name: nil, balance: report.balance)]
        for words in Language.allCases {
            let bytes = BalancePage.page(report, language: words)
            // Patterns of the page itself are no outside.
            let page = try #require(String(validating: bytes, as: UTF8.self)).replacing("url(#", with: "")
            #expect(page.contains("&lt;b&gt;Longnan") && !page.contains("<b>Longnan") && !page.contains("<i>") && page.contains("<svg"))
            for outside in ["http:", "https:", "src=", "@import", "url(", "<script", "href=", "NaN"] {
                #expect(!page.contains(outside), "\(outside)")
            }
            #expect(page.contains(words == .english ? "not a legal finding" : "不是法律认定"))
            #expect(BalanceTable.lines(report, style: TextStyle(language: words, width: 100, colour: false)).count > 20)
        }
        #expect(BalanceJSON.bytes(report) == BalanceJSON.bytes(report))
        #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(BalanceJSON.bytes(report))) }
    }
}
