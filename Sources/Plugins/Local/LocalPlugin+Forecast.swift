public import RecuaCore

extension LocalPlugin {
    public func forecast(_ outlook: Outlook<LocalSections>) -> [Forecast] {
        let port = outlook.sections.local.port
        // In a copy of a project the other one's server stays as it is.
        let folder = FrontFolder(outlook.folder, of: outlook.stack, in: outlook.store)
        guard let prior = outlook.prior(Deployment.self), folder.owner(of: prior) == nil else {
            return [Forecast(.create, "start a server on this machine\(port == 0 ? "" : ", at port \(port)")")]
        }
        if port != 0, port != FrontConfiguration.port(of: outlook.prior) {
            return [Forecast(.replace, "start the server anew at port \(port); \(prior.url) goes")]
        }
        let isThere = prior.process?.isAlive == true
        return [Forecast(.update, "\(isThere ? "restart the server" : "start the server again") at \(prior.url)")]
    }
}
