internal import OreFeatures
internal import OreGeometry
internal import Synchronization

/// How a report of findings lies in its file: what the next report of the same job can copy rather than make again.
struct ReportLayout: Sendable {
    /// Some findings that follow one another, in the store and in the file.
    struct Block: Sendable {
        /// Numbers of the findings.
        var first: Int64
        var last: Int64
        var count: Int32
        /// Bytes in the file, separators around it left out.
        var start: Int
        var length: Int32
        /// Around what was written.
        var envelope: Envelope

        var end: Int { start + Int(length) }
    }

    /// How many findings make a block: what is made again for one that went.
    static let blockFindings = 16

    /// Of the file when it was finished.
    var stamp: FileStamp
    /// The commit as of which the findings are current.
    var commit: Int
    var blocks: [Block]
    /// What the file says of its run, apart from what it examined.
    var account: [UInt8]
}

/// The layouts of the reports that were written last, by path. Shared freely.
public final class ReportMemory: Sendable {
    private let layouts = Mutex<[String: ReportLayout]>([:])

    public init() {}

    func layout(_ path: String) -> ReportLayout? { layouts.withLock { $0[path] } }

    func keep(_ layout: ReportLayout?, for path: String) { layouts.withLock { $0[path] = layout } }
}

/// What a report is put together from, in order.
struct ReportPlan: Sendable {
    enum Part: Sendable, Equatable {
        /// Blocks of the last report.
        case kept(Range<Int>)
        /// Findings to be written anew, by their places among the current ones.
        case new(Range<Int>)
    }

    private(set) var parts: [Part] = []
    /// Findings written anew at a time.
    static let partFindings = 512

    /// - Parameters:
    ///   - numbers: of the current findings, ascending.
    ///   - blocks: of the last report; a number in the range of one that is not among `numbers` has ended since, and none has come.
    init(_ numbers: [Int64], after blocks: [ReportLayout.Block]) {
        var next = 0
        for (i, block) in blocks.enumerated() {
            let from = next
            while next < numbers.count, numbers[next] <= block.last { next += 1 }
            // The last block is made anew when it has room for what follows.
            let isOpen = i == blocks.count - 1 && next < numbers.count && block.count < ReportLayout.blockFindings
            if next - from == Int(block.count) && !isOpen { addKept(i) } else { addNew(from..<next) }
        }
        addNew(next..<numbers.count)
        parts = parts.flatMap { part in
            guard case .new(let range) = part else { return [part] }
            return stride(from: range.lowerBound, to: range.upperBound, by: Self.partFindings).map {
                .new($0..<min($0 + Self.partFindings, range.upperBound))
            }
        }
    }

    private mutating func addKept(_ block: Int) {
        if case .kept(let range)? = parts.last, range.upperBound == block {
            parts[parts.count - 1] = .kept(range.lowerBound..<block + 1)
        } else {
            parts.append(.kept(block..<block + 1))
        }
    }

    private mutating func addNew(_ findings: Range<Int>) {
        if findings.isEmpty { return }
        if case .new(let range)? = parts.last, range.upperBound == findings.lowerBound {
            parts[parts.count - 1] = .new(range.lowerBound..<findings.upperBound)
        } else {
            parts.append(.new(findings))
        }
    }

    /// The report would say of all findings what the last one said of so many blocks.
    func keepsAll(of blocks: Int) -> Bool { blocks == 0 ? parts.isEmpty : parts == [.kept(0..<blocks)] }
}
