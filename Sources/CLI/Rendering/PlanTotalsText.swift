import RecuaCore

/// What a plan comes to, in a line: `3 stacks change: 1.2 GB to download, 2 to create; 997 up to date`.
enum PlanTotalsText {
    static func text(_ totals: PlanTotals, _ page: Page) -> String {
        var paragraph = Paragraph()
        if totals.changing == 0 {
            paragraph.add("\(Quantity.count(totals.fresh, "stack")) up to date", .green)
        } else {
            let amounts = totals.amounts.map(words).joined(separator: ", ")
            let end = totals.fresh > 0 ? ";" : ""
            let change = "\(Quantity.count(totals.changing, "stack")) \(totals.changing == 1 ? "changes" : "change")"
            paragraph.add(change + (amounts.isEmpty ? end : ":"), .bold)
            if !amounts.isEmpty { paragraph.add(amounts + end) }
            if totals.fresh > 0 { paragraph.add("\(totals.fresh) up to date", .green) }
        }
        return page.block("", columns: 0, paragraph)
    }

    private static func words(_ amount: PlanTotals.Amount) -> String {
        switch amount.verb {
        case .download: moved(amount, "download")
        case .send: sent(amount)
        case .create, .update, .replace, .delete: "\(limit(amount))\(amount.count) to \(amount.verb.rawValue)"
        case .run: ""
        }
    }

    /// Of what is moved the bytes count, where somebody knows them.
    private static func moved(_ amount: PlanTotals.Amount, _ noun: String) -> String {
        let sized = "\(Quantity.bytes(amount.bytes)) to \(amount.verb.rawValue)"
        guard amount.unsized > 0 else { return limit(amount) + sized }
        let unsized = "\(Quantity.count(amount.unsized, noun)) of unknown size"
        return limit(amount) + (amount.bytes == 0 ? unsized : "\(sized) and \(unsized)")
    }

    /// Not all that is sent is an upload: it may be a message.
    private static func sent(_ amount: PlanTotals.Amount) -> String {
        guard amount.bytes > 0 || amount.unsized == 0 else { return "\(limit(amount))\(amount.count) to send" }
        let rest = amount.unsized > 0 ? " and \(amount.unsized) of unknown size" : ""
        return "\(limit(amount))\(Quantity.bytes(amount.bytes)) to send\(rest)"
    }

    private static func limit(_ amount: PlanTotals.Amount) -> String { amount.possible > 0 ? "up to " : "" }
}
