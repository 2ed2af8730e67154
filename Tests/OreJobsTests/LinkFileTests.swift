import Foundation
import OreFeatures
import OreGeometry
import OreJobs
import OreReferencing
import TestSupport
import Testing

/// A seeded generator, so that a failure can be repeated.
private struct Dice {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func below(_ limit: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(state >> 33) % limit
    }

    /// The bytes with one or two of them changed, doubled or lost, or cut short.
    mutating func spoil(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        for _ in 0...below(2) where bytes.count > 1 {
            let place = below(bytes.count)
            switch below(8) {
            case 0: bytes.remove(at: place)
            case 1: bytes.insert(bytes[place], at: place)
            case 2: bytes.removeLast(below(min(bytes.count, 40)))
            case 3: bytes[place] = UInt8(below(256))
            case 4: bytes.insert(contentsOf: Array("\n  - [{".utf8), at: place)
            case 5...6 where (48...57).contains(bytes[place]): bytes[place] = UInt8(48 + below(10))
            default: bytes[place] = Array("0123456789-.eE:,\n\t\"'[]{}&*#nan ".utf8)[below(31)]
            }
        }
        return bytes
    }
}

@Suite("Files of datum links and control points")
struct LinkFileTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// What the body refuses with; `nil` when it does not. Any error but an `InputError` is recorded.
    private func refusal(_ body: () throws -> Void) -> String? {
        do {
            try body()
            return nil
        } catch let error as InputError {
            return "\(error)"
        } catch {
            Issue.record("\(error)")
            return "\(error)"
        }
    }

    private static let grid = """
        links:
          - name: sheet
            source: EPSG:4214
            target: EPSG:4490
            method: grid
            parameters: {file: sheet.gsb}
            area: {west: 113.5, south: 24.3, east: 118.5, north: 30.1}
            sigma_m: 0.5
            evidence: invented

        """

    @Test("A grid that is missing or no grid is one line with the file that names it, or its own name")
    func grid() throws {
        let path = try folder.file("links.yaml", Self.grid)
        #expect(try #require(refusal { _ = try DatumLinkFile.read(path) }).contains("sheet.gsb"))
        _ = try folder.file("sheet.gsb", Data(repeating: 7, count: 1_000))
        let words = try #require(refusal { _ = try DatumLinkFile.read(path) })
        #expect(words.contains("sheet.gsb") && words.contains("damaged") && words.contains("line 2") && !words.contains("\n"), "\(words)")
    }

    @Test("A link file with changed bytes is read or refused, never anything else", arguments: 0..<2)
    func spoiltLinks(part: Int) throws {
        let example = SharedData.packageRoot.appending(path: "GeoData/links/example.yaml")
        let whole = try String(contentsOf: example, encoding: .utf8)
        // Comments are long and harmless: most of the changes go to what is left without them.
        let short = whole.split(separator: "\n").map { $0.prefix { $0 != "#" } }.joined(separator: "\n") + "\n"
        #expect(try DatumLinkFile.read(try folder.file("whole.yaml", short)).count == 3)
        var dice = Dice(seed: UInt64(7 + part))
        var (read, refused) = (0, 0)
        for round in 0..<60 {
            let path = try folder.file("l\(part).yaml", Data(dice.spoil(Array((round % 5 == 0 ? whole : short).utf8))))
            let words = refusal { for link in try DatumLinkFile.read(path) { #expect(link.sigmaMetres > 0 && !link.name.isEmpty) } }
            if words == nil { read += 1 } else { refused += 1 }
            #expect(words?.contains("\n") != true, "\(words ?? "")")
        }
        #expect(read > 0 && refused > 0)
        print("link files with changed bytes: \(read) read, \(refused) refused")
    }

    @Test("A table of control points with changed bytes is read or refused, and what is read is fitted or refused", arguments: 0..<2)
    func spoiltPoints(part: Int) throws {
        let rows = (0..<12).map { i in
            let (x, y) = (38_560_000 + 2_000 * Double(i % 3), 2_742_000 + 3_000 * Double(i / 3))
            let (east, north) = (x - 62 + 0.1 * Double(i * 7 % 5), y + 41 - 0.1 * Double(i * 5 % 7))
            return String(format: "K%d,%.4f,%.4f,%.4f,%.4f", i, x, y, east, north)
        }
        let whole = Array((["name,source_x,source_y,target_x,target_y"] + rows).joined(separator: "\n").utf8)
        let fitter = try LinkFitter(from: "EPSG:2362", to: "EPSG:4526")
        #expect(try fitter.fit(ControlPointFile.read(try folder.file("whole.csv", Data(whole)))).points.count == 12)
        var dice = Dice(seed: UInt64(70 + part))
        var (fitted, refused) = (0, 0)
        for _ in 0..<60 {
            let path = try folder.file("p\(part).csv", Data(dice.spoil(whole)))
            var pairs: [ControlPair] = []
            let words = refusal { pairs = try ControlPointFile.read(path) }
            #expect(words?.contains("\n") != true, "\(words ?? "")")
            #expect(pairs.allSatisfy { $0.source.isFinite && $0.target.isFinite && !$0.name.isEmpty })
            do throws(LinkFitError) {
                let fit = try fitter.fit(pairs)
                #expect(fit.sigmaMetres.isFinite && fit.sigmaMetres > 0)
                // What a fit writes can be read back.
                let text = DatumLinkFile.text(of: fit)
                #expect(refusal { _ = try DatumLinkFile.read(try folder.file("f\(part).yaml", text)) } == nil, "\(text)")
                fitted += 1
            } catch {
                refused += 1
            }
        }
        #expect(fitted > 0 && refused > 0)
        print("control points with changed bytes: \(fitted) fitted, \(refused) refused")
    }
}
