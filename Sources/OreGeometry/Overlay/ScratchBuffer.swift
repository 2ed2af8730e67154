/// A growing buffer of plain values that a worker keeps between calls: appending does not allocate once it is warm, and nothing is counted
/// or checked in release builds. Owned by one value, freed with it.
struct ScratchBuffer<Element: BitwiseCopyable>: ~Copyable {
    private(set) var base: UnsafeMutablePointer<Element>
    private(set) var count = 0
    private var capacity: Int

    init(capacity: Int = 64) {
        self.capacity = capacity
        base = .allocate(capacity: capacity)
    }

    deinit { base.deallocate() }

    subscript(index: Int) -> Element {
        @inline(__always)
        get {
            assert(index >= 0 && index < count)
            return base[index]
        }
        @inline(__always)
        nonmutating set {
            assert(index >= 0 && index < count)
            base[index] = newValue
        }
    }

    var last: Element? { count > 0 ? base[count - 1] : nil }

    @inline(__always)
    mutating func append(_ element: Element) {
        if count == capacity { reserve(count + 1) }
        base[count] = element
        count += 1
    }

    mutating func append(contentsOf elements: UnsafeBufferPointer<Element>) {
        reserve(count + elements.count)
        guard let source = elements.baseAddress else { return }
        (base + count).update(from: source, count: elements.count)
        count += elements.count
    }

    mutating func removeLast() { count -= 1 }

    mutating func removeAll() { count = 0 }

    /// Makes room for `total` elements.
    mutating func reserve(_ total: Int) {
        guard total > capacity else { return }
        capacity = max(total, 2 * capacity)
        let larger = UnsafeMutablePointer<Element>.allocate(capacity: capacity)
        larger.update(from: base, count: count)
        base.deallocate()
        base = larger
    }

    /// Makes the buffer hold `total` elements, all equal to `value`.
    mutating func fill(_ value: Element, count total: Int) {
        reserve(total)
        base.update(repeating: value, count: total)
        count = total
    }

    /// The elements, valid until the buffer grows or dies.
    var elements: UnsafeBufferPointer<Element> { UnsafeBufferPointer(start: base, count: count) }
}
