/// A source whose bytes were unpacked or spooled into a temporary file: it answers for the input that the user named.
struct SpooledSource: FeatureSource {
    let info: SourceInfo
    private let inner: any FeatureSource
    private let sha256: String
    /// Keeps the temporary file alive.
    private let folder: PrivateFolder

    init(_ inner: any FeatureSource, path: String, byteCount: Int, sha256: String, folder: PrivateFolder) {
        var info = inner.info
        info.path = path
        info.byteCount = byteCount
        self.info = info
        self.inner = inner
        self.sha256 = sha256
        self.folder = folder
    }

    func process<Worker, Output: Sendable>(
        threads: Int, progress: (@Sendable (Int) -> Void)?, makeWorker: @Sendable () throws -> Worker,
        map: @Sendable (inout Worker, FeatureBatch) throws -> Output, consume: @Sendable (Output) throws -> Void
    ) throws -> SourceSummary {
        do {
            var summary = try inner.process(threads: threads, progress: progress, makeWorker: makeWorker, map: map, consume: consume)
            summary.sha256 = sha256
            return summary
        } catch let error as InputError {
            throw error.renamed(info.path)
        }
    }
}

extension InputError {
    /// The same error about the file as the user named it.
    func renamed(_ path: String) -> InputError {
        switch self {
        case .refused(_, let place, let what, let next): .refused(file: path, place: place, what: what, next: next)
        case .cannotOpen(_, let reason): .cannotOpen(file: path, reason: reason)
        case .readFailed(_, let reason): .readFailed(file: path, reason: reason)
        case .badConfiguration: self
        }
    }
}
