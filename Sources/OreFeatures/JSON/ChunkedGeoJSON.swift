/// Reads a regular file of GeoJSON on several threads, in chunks whose features are handed on in order.
///
/// Each worker guesses the first feature of its chunk and parses from there; the chunk before tells whether the guess was right, and a wrong
/// one is parsed again from the right place. So no result depends on a guess or on the number of threads.
struct ChunkedGeoJSON {
    private let input: PlainFile
    private let options: ReadOptions
    private var envelope = GeoJSONEnvelope()
    private let plan: ChunkReader.Plan
    private let hash: FileHash

    /// Small enough that the last chunk does not keep one thread busy alone, large enough that its overhead vanishes.
    static func chunkSize(_ file: PlainFile, _ threads: Int) -> Int {
        min(max(file.byteCount / (max(1, threads) * 8), 1 << 18), 1 << 21)
    }

    /// Reads the head of the file.
    init(_ input: PlainFile, options: ReadOptions, chunkSize: Int) throws {
        self.input = input
        self.options = options
        let opened = FileReader(input.file, from: 0, to: input.byteCount)
        var cursor = WindowCursor(ByteWindow(opened, capacity: 1 << 16), offset: 0)
        try envelope.readHead(&cursor)
        let stop = try ElementReader.first(&cursor, shape: envelope.shape)
        let first = ChunkLedger.Position(stop: stop, lineFeeds: cursor.countLines())
        var pattern: FeatureStartPattern?
        if case .next = stop { pattern = try FeatureStartPattern(&cursor) }
        plan = ChunkReader.Plan(
            file: input.file, byteCount: input.byteCount, chunkSize: chunkSize, shape: envelope.shape, pattern: pattern,
            ledger: ChunkLedger(first))
        hash = FileHash(input.file, byteCount: input.byteCount)
    }

    func process<Worker, Output: Sendable>(
        threads: Int, progress: (@Sendable (Int) -> Void)?, makeWorker: @Sendable () throws -> Worker,
        map: @Sendable (inout Worker, FeatureBatch) throws -> Output, consume: @Sendable (Output) throws -> Void
    ) throws -> SourceSummary {
        let plan = plan
        let hash = hash
        let fields = options.fields
        let numbers = LockedState(0)
        try OrderedPipeline(threads: threads).run(
            next: {
                try numbers.whenFree { number in
                    guard number < plan.chunkCount else { return nil }
                    number += 1
                    return number - 1
                }
            },
            makeWorker: { (chunks: ChunkReader(plan, fields: fields), worker: try makeWorker()) },
            map: { (state: inout (chunks: ChunkReader, worker: Worker), number: Int) in
                let batches = try state.chunks.batches(ofChunk: number)
                let outputs = try batches.map { try map(&state.worker, $0) }
                try hash.advance(to: (number + 1) * plan.chunkSize)
                return (number: number, outputs: outputs)
            },
            consume: { (unit: (number: Int, outputs: [Output])) in
                for output in unit.outputs { try consume(output) }
                progress?(min((unit.number + 1) * plan.chunkSize, plan.byteCount))
            })
        return try finish()
    }

    /// Reads what stands behind the features, and makes sure that the file is still the same.
    private func finish() throws -> SourceSummary {
        let end = plan.ledger.final
        var envelope = envelope
        if case .ended(let offset) = end.stop {
            let window = ByteWindow(FileReader(input.file, from: offset, to: input.byteCount), start: offset, capacity: 1 << 16)
            var cursor = WindowCursor(window, offset: offset, lineFeeds: end.lineFeeds)
            try envelope.readTail(&cursor)
        }
        let sha256 = try hash.finish()
        try input.identity.verify(input.file)
        return SourceSummary(featureCount: end.features, sha256: sha256, droppedZ: end.droppedZ, declaredCRS: envelope.crs)
    }
}
