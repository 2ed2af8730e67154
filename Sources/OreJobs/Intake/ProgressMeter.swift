internal import Foundation
internal import Synchronization

/// Shows how far long work has come: one rewritten line on a terminal, a line now and then otherwise, nothing when asked to be quiet.
///
/// Thread-safe: workers report from any thread.
public final class ProgressMeter: Sendable {
    private struct State {
        var done = 0
        var lastShown: Date
        var hasOpenLine = false
    }
    private let label: String
    private let total: Int
    private let started: Date
    private let isTerminal: Bool
    private let isQuiet: Bool
    private let state: Mutex<State>

    /// - Parameter total: bytes of all the inputs of this step; 0 when unknown.
    public init(label: String, total: Int, isQuiet: Bool) {
        self.label = label
        self.total = total
        self.started = Date()
        self.isTerminal = isatty(2) == 1
        self.isQuiet = isQuiet
        self.state = Mutex(State(lastShown: started))
    }

    /// For a step that reads whole files.
    public convenience init(label: String, files: [String], isQuiet: Bool) {
        let sizes = files.map { (try? FileManager.default.attributesOfItem(atPath: $0)[.size] as? Int) ?? 0 }
        self.init(label: label, total: sizes.reduce(0, +), isQuiet: isQuiet)
    }

    /// Adds bytes that were read.
    public func advance(by bytes: Int) {
        guard !isQuiet else { return }
        let line: String? = state.withLock { state in
            state.done += bytes
            let now = Date()
            guard now.timeIntervalSince(state.lastShown) > (isTerminal ? 0.1 : 10) else { return nil }
            state.lastShown = now
            state.hasOpenLine = isTerminal
            return describe(done: state.done, at: now)
        }
        if let line { write(isTerminal ? "\r\u{1B}[K" + line : line + "\n") }
    }

    /// Removes the open line, so that what follows starts clean.
    public func finish() {
        let isOpen = state.withLock { state in
            defer { state.hasOpenLine = false }
            return state.hasOpenLine
        }
        if isOpen { write("\r\u{1B}[K") }
    }

    private func describe(done: Int, at now: Date) -> String {
        let seconds = max(now.timeIntervalSince(started), 1e-3)
        let rate = Double(done) / seconds
        let megabytes = { (bytes: Double) in String(format: "%.0f MB", bytes / 1e6) }
        guard total > 0, done > 0 else { return "\(label)  \(megabytes(Double(done)))  \(megabytes(rate))/s" }
        let share = min(1, Double(done) / Double(total))
        let filled = Int(share * 24)
        let bar = String(repeating: "#", count: filled) + String(repeating: "-", count: 24 - filled)
        let remaining = Double(max(0, total - done)) / max(rate, 1)
        return String(format: "%@  [%@] %3.0f %%  %@/s  %.0f s left", label, bar, share * 100, megabytes(rate), remaining)
    }

    private func write(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }
}
