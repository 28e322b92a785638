import RecuaCore
import RecuaRPC

extension ProgramProcess {
    /// What a program may tell of a request.
    static let notifications: Set<String> = ["progress", "log", "diagnostic", "checkpoint"]

    /// Takes a notification; one of another name is none of this version.
    func receive(_ method: String, _ params: JSON) {
        guard Self.notifications.contains(method) else { return }
        guard let id = params["id"]?.integer else { return receiveLost(method, params) }
        requests.hear(id)
        guard let listener = requests.listener(id) else {
            if !requests.wasAsked(id) { misunderstand(method, "of a request that was never made: id \(id)") }
            return
        }
        if method == "checkpoint" { return keep(params, of: id, listener) }
        for fault in hear(method, params, listener) { warn(of: fault, in: method, listener) }
    }

    /// A message that does not say which request it is about goes to the one that has been open longest. It keeps none
    /// alive, and a checkpoint of no request is none.
    private func receiveLost(_ method: String, _ params: JSON) {
        if method != "log" || !(params["id"]?.isNull ?? true) {
            let id = params["id"].map { PlainText.line(Array($0.text().utf8), behind: veil) }
            misunderstand(
                method, id.map { "with the `id` \($0), which is no number" } ?? "without the `id` of a request")
        }
        guard method != "checkpoint", let listener = requests.listener(nil) else { return }
        for fault in hear(method, params, listener) { warn(of: fault, in: method, listener) }
    }

    private func hear(_ method: String, _ params: JSON, _ listener: Listener) -> [FormFault] {
        switch method {
        case "progress": listener.progress(params)
        case "log": listener.log(params)
        default: listener.diagnostic(params, of: identity.name)
        }
    }

    private func keep(_ params: JSON, of id: Int64, _ listener: Listener) {
        do {
            try listener.checkpoint(params)
        } catch {
            fail(id, because: incident(from: identity.told(error), listener))
        }
    }
}
