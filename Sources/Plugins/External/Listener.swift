import RecuaCore
import RecuaRPC

/// Who hears what a program says about a request.
struct Listener: Sendable {
    static let nobody = Listener(host: nil, stack: nil)

    let host: StepHost?
    /// The stack's name.
    let stack: String?

    /// Passes on a `progress` notification; without a phase or an amount it says nothing.
    func progress(_ params: JSON) {
        guard let phase = params["phase"]?.string, let done = params["done"]?.integer else { return }
        let unit = params["unit"]?.string.flatMap(StepMessage.Unit.init(rawValue:)) ?? .items
        host?.progress(PlainText.line(Array(phase.utf8)), done: done, total: params["total"]?.integer, unit: unit)
    }

    /// Passes on a `log` notification.
    func log(_ params: JSON) {
        guard let message = params["message"]?.string else { return }
        let level = params["level"]?.string.flatMap(StepMessage.Level.init(rawValue:)) ?? .info
        host?.log(PlainText.sentence(message), level: level)
    }
}
