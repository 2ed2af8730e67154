import TestSupport
import Testing

@testable import OreFeatures

@Suite("Nearest words")
struct NearestMatchTests {
    @Test("Edits within a limit are those that counting all finds, and more are none", arguments: [91, 92] as [UInt64])
    func limited(seed: UInt64) {
        var random = SplitMix(state: seed)
        var near = 0
        for _ in 0..<4_000 {
            let letters = Bool.random(using: &random) ? ["a", "b", "c"] : ["a", "b", "é"]
            func word(_ length: Int) -> String { (0..<length).map { _ in letters.randomElement(using: &random) ?? "" }.joined() }
            let a = word(Int.random(in: 0...9, using: &random))
            var b = word(Int.random(in: 0...9, using: &random))
            if Bool.random(using: &random) { b = String(a.dropFirst(Int.random(in: 0...2, using: &random))) + b.prefix(2) }
            let (edits, limit) = (NearestMatch.distance(a, b), Int.random(in: 0...5, using: &random))
            near += edits <= limit ? 1 : 0
            #expect(NearestMatch.distance(a, b, within: limit) == (edits <= limit ? edits : nil), "\(a) \(b) \(limit)")
        }
        #expect(near > 500)
    }
}
