import CGlibcExtras
import SystemPackage

/// Lets the disk write a file while the rest of it still arrives, so that syncing it at the end takes little time.
enum WriteBack {
    /// Starts to write what the page cache holds of the file, and does not wait. A file system that cannot do it is no
    /// error: then the sync at the end does all the work.
    static func begin(_ file: FileDescriptor) {
        _ = sync_file_range(file.rawValue, 0, 0, recua_sync_file_range_write)
    }
}
