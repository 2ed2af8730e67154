/// A part of an input that lies in memory, sliding forward over it; zero bytes follow it, as ``JSONScanner`` wants them.
///
/// The buffer is reused; it grows only when one token or feature does not fit.
final class ByteWindow {
    private var memory: UnsafeMutablePointer<UInt8>
    private var capacity: Int
    private let usualCapacity: Int
    private var reader: any ByteReader
    /// Offset in the input of the first byte.
    private(set) var start = 0
    private(set) var count = 0
    /// The input ends with this window.
    private(set) var isFinal = false

    init(_ reader: any ByteReader, start: Int = 0, capacity: Int) {
        self.reader = reader
        self.start = start
        self.capacity = max(64, capacity)
        usualCapacity = self.capacity
        memory = .allocate(capacity: self.capacity + JSONScanner.padding)
        (memory + count).update(repeating: 0, count: JSONScanner.padding)
    }

    deinit { memory.deallocate() }

    /// Offset in the input behind the last byte.
    var end: Int { start + count }
    var base: UnsafePointer<UInt8> { UnsafePointer(memory) }
    var bytes: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: memory, count: count) }

    func scanner(at offset: Int) -> JSONScanner { JSONScanner(base: base, count: count, at: offset - start, isFinal: isFinal) }

    /// Starts anew at another place, with the same buffer unless something huge made it grow.
    func restart(_ reader: any ByteReader, at start: Int) {
        if capacity > usualCapacity * 4 {
            memory.deallocate()
            capacity = usualCapacity
            memory = .allocate(capacity: capacity + JSONScanner.padding)
        }
        self.reader = reader
        self.start = start
        count = 0
        isFinal = false
        memory.update(repeating: 0, count: JSONScanner.padding)
    }

    /// Reads on, keeping the bytes from `offset` of the input; at least one more byte is there afterwards, or the window is final.
    func extend(keepingFrom offset: Int) throws {
        slide(to: min(max(offset, start), end))
        if count > capacity / 2 { grow() }
        var added = 0
        while count < capacity {
            let free = UnsafeMutableRawBufferPointer(start: memory + count, count: capacity - count)
            let read = try reader.read(into: free)
            if read == 0 {
                isFinal = true
                break
            }
            count += read
            added += read
        }
        (memory + count).update(repeating: 0, count: JSONScanner.padding)
    }

    private func slide(to offset: Int) {
        let dropped = offset - start
        guard dropped > 0 else { return }
        count -= dropped
        memory.update(from: memory + dropped, count: count)
        start = offset
    }

    private func grow() {
        let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity * 2 + JSONScanner.padding)
        larger.update(from: memory, count: count)
        memory.deallocate()
        memory = larger
        capacity *= 2
    }

    func lineFeeds(from: Int, to: Int) -> Int { JSONScanner.lineFeeds(base + (from - start), base + (to - start)) }
}
