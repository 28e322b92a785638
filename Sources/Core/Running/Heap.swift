/// Gives its elements back least first. To put one in and to take the least out costs the logarithm of how many there
/// are, whatever the order in which they come.
struct Heap<Element: Comparable> {
    /// Each no greater than the two that are twice as far from the beginning.
    private var elements: [Element] = []

    /// The least.
    var first: Element? { elements.first }

    mutating func insert(_ element: Element) {
        elements.append(element)
        var place = elements.count - 1
        while place > 0, elements[place] < elements[(place - 1) / 2] {
            elements.swapAt(place, (place - 1) / 2)
            place = (place - 1) / 2
        }
    }

    mutating func removeFirst() -> Element? {
        guard let last = elements.popLast() else { return nil }
        guard let first = elements.first else { return last }
        elements[0] = last
        sink()
        return first
    }

    /// Moves the element at the beginning down to where it belongs.
    private mutating func sink() {
        var place = 0
        while let child = leastChild(of: place), elements[child] < elements[place] {
            elements.swapAt(place, child)
            place = child
        }
    }

    private func leastChild(of place: Int) -> Int? {
        let (left, right) = (2 * place + 1, 2 * place + 2)
        guard left < elements.count else { return nil }
        return right < elements.count && elements[right] < elements[left] ? right : left
    }
}
