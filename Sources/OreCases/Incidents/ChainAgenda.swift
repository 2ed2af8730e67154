/// The nodes that wait to be placed, first things first.
struct ChainAgenda {
    private var heap: [Int] = []

    mutating func add(_ node: Int, _ nodes: ChainNodes) {
        heap.append(node)
        var child = heap.count - 1
        while child > 0, nodes.comesBefore(heap[child], heap[(child - 1) / 2]) {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    mutating func next(_ nodes: ChainNodes) -> Int? {
        guard let first = heap.first, let last = heap.popLast() else { return nil }
        guard !heap.isEmpty else { return first }
        heap[0] = last
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count && nodes.comesBefore(heap[child], heap[least]) {
                least = child
            }
            if least == parent { return first }
            heap.swapAt(parent, least)
            parent = least
        }
    }
}
