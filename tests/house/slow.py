"""An application that takes its time, for stopping a server in mid-request."""

import time


def application():
    def answer(environ, start_response):
        time.sleep(1.5 if environ["PATH_INFO"] == "/slow" else 0)
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [b"finished"]

    return answer
