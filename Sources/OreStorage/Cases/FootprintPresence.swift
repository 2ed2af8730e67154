internal import GRDB
internal import OreDetection
internal import OreGeometry

/// Where some scenes have footprints: tells a view that shows nothing from one whose footprint nothing suspects.
struct FootprintPresence: Sendable {
    private let scenes: [Int64]
    private let tree: PackedRTree
    private let numbers: [String: Int64]

    /// - Parameters:
    ///   - near: only footprints whose boxes meet one of these are of interest.
    ///   - wanted: only footprints of these scenes are.
    /// - Complexity: reads the heads of the blocks that meet the boxes.
    init(_ db: Database, _ store: Store, near boxes: [Envelope], of wanted: Set<String>, names: [Int64: SceneName]) throws {
        let index = try store.footprintIndex(db)
        let commit = try Store.latestCommit(db)
        let numbers = names.filter { wanted.contains($0.value.name) }
        var scenes: [Int64] = []
        var found: [Envelope] = []
        for run in index.runs where run.knownFrom <= commit && numbers.keys.contains(where: { run.sceneCounts[$0] != nil }) {
            var blocks: Set<Int> = []
            for box in boxes { run.tree.query(box) { blocks.insert($0) } }
            for i in blocks.sorted() {
                let block = run.firstBlock + Int64(i)
                try store.withBlock(db, block) { bytes in
                    try FootprintBlock.forEach(in: bytes, meeting: nil, skipping: index.ended(block, asOf: commit)) { row, reader in
                        let scene = try FootprintRow.readHead(&reader).scene
                        guard numbers[scene] != nil else { return }
                        scenes.append(scene)
                        found.append(FootprintBlock.box(of: row, in: bytes).envelope)
                    }
                }
            }
        }
        (self.scenes, tree) = (scenes, PackedRTree(found))
        self.numbers = Dictionary(numbers.map { ($0.value.name, $0.key) }, uniquingKeysWith: { first, _ in first })
    }

    /// A current footprint of the scene has a box that meets this one.
    func contains(_ scene: String, meeting box: Envelope) -> Bool {
        guard let number = numbers[scene] else { return false }
        return tree.query(box).contains { scenes[$0] == number }
    }
}
