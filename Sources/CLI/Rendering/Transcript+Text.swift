import RecuaContract
import RecuaCore

extension Transcript.Line {
    /// `greet plugin> {"id":1,…`
    func shown(_ style: TextStyle) -> String {
        let color: TextStyle.Color =
            switch from {
            case .host: .blue
            case .plugin: .green
            case .log: .dim
            }
        return style(color, "\(plugin) \(from.rawValue)>") + " " + DisplayText.line(message?.text() ?? text ?? "")
    }

    var json: JSON {
        var json: JSON = ["from": .string(from.rawValue), "plugin": .string(plugin), "life": .integer(life)]
        json["message"] = message
        json["text"] = text.map { .string($0) }
        return json
    }
}

extension TranscriptReplay.Difference {
    /// What was answered then and now, below what was asked.
    var text: String {
        """
        `\(method)` (id \(id.text())) is answered otherwise than then:
          then \(DisplayText.line(recorded.text()))
          now  \(DisplayText.line(now?.text() ?? reason ?? "nothing"))
        """
    }

    /// - Parameter count: of the answers that were the same until then.
    func json(after count: Int) -> JSON {
        var json: JSON = [
            "version": OutputVersion.current, "alike": false, "answers": .integer(Int64(count)),
            "method": .string(method), "id": id, "recorded": recorded,
        ]
        json["now"] = now
        json["reason"] = reason.map { .string($0) }
        return json
    }
}
