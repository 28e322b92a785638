extension TextPattern {
    /// Whether some part of the text is as the pattern says.
    package func occurs(in text: String) -> Bool {
        var (now, next) = (PatternThreads(program), PatternThreads(program))
        var rest = text.unicodeScalars.makeIterator()
        var scalar = rest.next()
        now.start(at: 0, isStart: true, isEnd: scalar == nil)
        while let current = scalar {
            if now.places.contains(program.end) { return true }
            scalar = rest.next()
            next.clear()
            for place in now.places where program.accepts(current, at: place) {
                next.start(at: place + 1, isStart: false, isEnd: scalar == nil)
            }
            next.start(at: 0, isStart: false, isEnd: scalar == nil)
            swap(&now, &next)
        }
        return now.places.contains(program.end)
    }
}
