/// Reads the features that start in one chunk of a file, guessing where the first one starts and proving the guess afterwards.
struct ChunkReader {
    /// What the chunks of one read have in common.
    struct Plan: Sendable {
        let file: FileHandleOwner
        let byteCount: Int
        let chunkSize: Int
        let shape: GeoJSONEnvelope.Shape
        let pattern: FeatureStartPattern?
        let ledger: ChunkLedger

        var chunkCount: Int { (byteCount + chunkSize - 1) / chunkSize }
    }

    /// Features read from some place on, not yet known to be features.
    private struct Run {
        var start: Int
        var batches: [FeatureBatch] = []
        var end: ChunkLedger.Position
        var failure: (any Error)?
    }

    private let plan: Plan
    private let window: ByteWindow
    private var reader: ElementReader

    init(_ plan: Plan, fields: [String]?) {
        self.plan = plan
        let file = FileReader(plan.file, from: 0, to: plan.byteCount)
        window = ByteWindow(file, capacity: plan.chunkSize + min(plan.chunkSize, 1 << 16))
        reader = ElementReader(fields: fields, shape: plan.shape)
    }

    /// The batches of chunk `number`, numbered and with their lines.
    mutating func batches(ofChunk number: Int) throws -> [FeatureBatch] {
        do {
            let chunk = (number * plan.chunkSize)..<min((number + 1) * plan.chunkSize, plan.byteCount)
            let guess = plan.ledger.position(ifSettledBefore: number) == nil ? try guessedRun(chunk) : nil
            let position = try plan.ledger.position(before: number)
            guard case .next(let start) = position.stop, start < chunk.upperBound else {
                plan.ledger.settle(number, at: position)
                return []
            }
            var run: Run
            // A guessed run has a short patience with long features: where it failed, the chunk is read again from its known start.
            if let guess, guess.start == start, guess.failure == nil {
                run = guess
            } else {
                run = try self.run(from: start, limit: chunk.upperBound, longest: ElementReader.longestFeature)
            }
            return try settle(&run, number, behind: position)
        } catch {
            plan.ledger.fail(error)
            throw error
        }
    }

    /// The guess is right. Its places become places in the file; the next chunk may go on.
    private func settle(_ run: inout Run, _ number: Int, behind position: ChunkLedger.Position) throws -> [FeatureBatch] {
        if var fault = run.failure as? GeoJSONFault {
            fault.line += position.lineFeeds
            if let feature = fault.feature { fault.feature = feature + position.features }
            throw fault
        }
        if let failure = run.failure { throw failure }
        var end = run.end
        end.features += position.features
        end.lineFeeds += position.lineFeeds
        end.droppedZ = end.droppedZ || position.droppedZ
        plan.ledger.settle(number, at: end)
        for i in run.batches.indices {
            run.batches[i].firstFeature += position.features
            for j in run.batches[i].lines.indices { run.batches[i].lines[j] += position.lineFeeds }
        }
        return run.batches
    }

    private mutating func guessedRun(_ chunk: Range<Int>) throws -> Run? {
        guard let pattern = plan.pattern else { return nil }
        load(from: chunk.lowerBound)
        try window.extend(keepingFrom: chunk.lowerBound)
        guard let start = pattern.firstMatch(in: window, from: chunk.lowerBound, limit: chunk.upperBound) else { return nil }
        return try run(from: start, limit: chunk.upperBound, longest: plan.chunkSize * 2)
    }

    private func load(from offset: Int) {
        window.restart(FileReader(plan.file, from: offset, to: plan.byteCount), at: offset)
    }

    private mutating func run(from start: Int, limit: Int, longest: Int) throws -> Run {
        if !(window.start...window.end).contains(start) { load(from: start) }
        var cursor = WindowCursor(window, offset: start)
        var run = Run(start: start, end: ChunkLedger.Position(stop: .next(start)))
        reader.restart(longestFeature: longest)
        do {
            while case .next(let offset) = run.end.stop, offset < limit {
                let (batch, stop) = try reader.batch(&cursor, limit: limit, firstFeature: run.end.features)
                run.batches.append(batch)
                run.end.stop = stop
                run.end.features += batch.count
            }
        } catch {
            run.failure = error
        }
        run.end.lineFeeds = cursor.countLines()
        run.end.droppedZ = reader.droppedZ
        return run
    }
}
