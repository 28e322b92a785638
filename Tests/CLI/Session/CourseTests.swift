import Testing

@testable import RecuaCLI

struct CourseTests {
    @Test func `what is interrupted in its work is cancelled, and nothing that ended before`() {
        let (cut, whole) = (Course(), Course())
        #expect(cut.interrupt() && cut.status(.success) == .cancelled)
        whole.end()
        #expect(!whole.interrupt() && whole.wasAskedToEnd)
        for status in [ExitStatus.success, .failed] { #expect(whole.status(status) == status) }
    }

    @Test func `a run that ended after it was interrupted says itself what became of it`() {
        let course = Course()
        #expect(course.interrupt())
        course.finished(isLast: true)
        course.goOn()
        #expect(course.status(.failed) == .failed && course.status(.success) == .success)
    }

    @Test func `what is done with the results of a run is cancelled, unless it was done`() {
        let course = Course()
        course.finished(isLast: true)
        #expect(!course.interrupt())
        course.goOn()
        #expect(course.interrupt() && course.status(.failed) == .cancelled && course.status(.success) == .success)
    }

    @Test func `while programs are being ended, what has work left can be stopped`() {
        let course = Course()
        course.finished(isLast: false)
        #expect(course.interrupt() && course.status(.cancelled) == .cancelled)
    }
}
