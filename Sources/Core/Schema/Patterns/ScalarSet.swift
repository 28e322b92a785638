/// Characters of a regular expression: one, a range, a class such as `\d`, or several of them in brackets.
struct ScalarSet: Sendable, Hashable {
    enum Member: Sendable, Hashable {
        case range(ClosedRange<UInt32>)
        /// A general category of Unicode: `Lu`, or `L` for all whose name begins so.
        case category(String)
        case set(ScalarSet)
    }

    var members: [Member] = []
    /// Whether it stands for all characters but these.
    var isNegated = false

    init(_ members: [Member], isNegated: Bool = false) {
        self.members = members
        self.isNegated = isNegated
    }

    init(_ scalar: Unicode.Scalar) { self.init([.range(scalar.value...scalar.value)]) }

    func contains(_ scalar: Unicode.Scalar) -> Bool {
        members.contains { member in
            switch member {
            case .range(let range): range.contains(scalar.value)
            case .set(let set): set.contains(scalar)
            case .category(let name): scalar.properties.generalCategory.isNamed(name)
            }
        } != isNegated
    }

    var inverted: ScalarSet { ScalarSet(members, isNegated: !isNegated) }
}

extension ScalarSet {
    /// `.`: all but ends of lines (RFC 9485, 5.3).
    static let any = ScalarSet(ranges("\n", "\r"), isNegated: true)
    /// `\d`
    static let digits = ScalarSet(ranges("09"))
    /// `\w`
    static let word = ScalarSet(ranges("az", "AZ", "09", "_"))
    /// `\s`
    static let space = ScalarSet(ranges("\t\r", " ", "\u{FEFF}", "\u{2028}\u{2029}") + [.category("Zs")])

    /// Of one or two characters each; `"\r\n"` would be one to Swift.
    private static func ranges(_ texts: String...) -> [Member] {
        texts.compactMap { text in
            let values = text.unicodeScalars.map(\.value)
            return values.first.flatMap { first in values.last.map { .range(first...$0) } }
        }
    }
}

extension Unicode.GeneralCategory {
    /// The names that regular expressions may use.
    static let names = Set(
        "L Ll Lm Lo Lt Lu M Mc Me Mn N Nd Nl No P Pc Pd Pe Pf Pi Po Ps S Sc Sk Sm So Z Zl Zp Zs C Cc Cf Cn Co"
            .split(separator: " ").map(String.init))

    fileprivate func isNamed(_ name: String) -> Bool { short.hasPrefix(name) }

    private var short: String {
        switch self {
        case .uppercaseLetter: "Lu"
        case .lowercaseLetter: "Ll"
        case .titlecaseLetter: "Lt"
        case .modifierLetter: "Lm"
        case .otherLetter: "Lo"
        case .nonspacingMark: "Mn"
        case .spacingMark: "Mc"
        case .enclosingMark: "Me"
        case .decimalNumber: "Nd"
        case .letterNumber: "Nl"
        case .otherNumber: "No"
        case .connectorPunctuation: "Pc"
        case .dashPunctuation: "Pd"
        case .openPunctuation: "Ps"
        case .closePunctuation: "Pe"
        case .initialPunctuation: "Pi"
        case .finalPunctuation: "Pf"
        case .otherPunctuation: "Po"
        case .mathSymbol: "Sm"
        case .currencySymbol: "Sc"
        case .modifierSymbol: "Sk"
        case .otherSymbol: "So"
        case .spaceSeparator: "Zs"
        case .lineSeparator: "Zl"
        case .paragraphSeparator: "Zp"
        case .control: "Cc"
        case .format: "Cf"
        case .privateUse: "Co"
        // Half of a pair is no character of a text.
        case .surrogate, .unassigned: "Cn"
        @unknown default: "Cn"
        }
    }
}
