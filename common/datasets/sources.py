"""Where the real sets come from, and the checksums that tell them from anything else.

A Source is one file of a set: its place in a local mirror, its public addresses in the
order to try them, and the SHA-256 sums that its content may have. The images and labels
of MNIST are packed (gzip), and their sums are of the unpacked content, since a file
that is packed anew has other bytes with the same meaning.
"""

MNIST_ADDRESSES = ["https://storage.googleapis.com/cvdf-datasets/mnist/",
                   "https://ossci-datasets.s3.amazonaws.com/mnist/"]
NAMES_ADDRESS = ("https://raw.githubusercontent.com/karpathy/makemore/"
                 "988aa59e4d8fefa526d06f3b453ad116258398d4/")
SURNAMES_ADDRESS = ("https://raw.githubusercontent.com/spro/practical-pytorch/"
                    "c520c52e68e945d88fff563dba1c028b6ec0197b/data/")


class Source:
    def __init__(self, name, mirror, addresses, sums, size=None):
        self.name = name            # of the unpacked file
        self.mirror = mirror        # path in a local mirror
        self.addresses = addresses  # whole addresses
        self.sums = sums            # SHA-256 of the unpacked content: any of these
        self.size = size            # unpacked bytes, for packed files

    @property
    def packed(self):
        return self.size is not None

    @property
    def most(self):
        """More bytes than this are not the file, whatever they are."""
        return self.size or 1 << 20


def mnist(name, size, *sums):
    packed = name + ".gz"
    return Source(name, "mnist/" + packed, [base + packed for base in MNIST_ADDRESSES],
                  sums, size)


# The second sum of the training images is of a copy in which grey level 1 reads as 0.
MNIST = [
    mnist("train-images-idx3-ubyte", 16 + 60000 * 784,
          "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
          "b61ffb6f513fd9ff8d89824731f6b4ed7863c759c33056d701efb8412469fb04"),
    mnist("train-labels-idx1-ubyte", 8 + 60000,
          "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"),
    mnist("t10k-images-idx3-ubyte", 16 + 10000 * 784,
          "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"),
    mnist("t10k-labels-idx1-ubyte", 8 + 10000,
          "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"),
]

NAMES = [Source("names.txt", "names.txt", [NAMES_ADDRESS + "names.txt"],
                ["0a30b5557f192f32ab962680889aac5f6fda0f4cecf40a6d0b5694f58ea8cc4d"])]

SURNAMES = [
    Source(language + ".txt", "names/%s.txt" % language,
           ["%snames/%s.txt" % (SURNAMES_ADDRESS, language)], [total])
    for language, total in (line.split() for line in """
Arabic     6f424a8dbe51cbbbabab7a57d38b617210125e4e3991f3c657cb79b8f104bafc
Chinese    09ba8f1f7e38dbc99372d461b26ad4433b811fc6bfa6a3ecca6fe11a9a777465
Czech      e17ab0ec47616a72c39cb85c783f70c3663ab64488721e5d8378f146d2226be7
Dutch      924f32b635170eae561f84538632138fc07d4c8bbd70ba3fb980de1ecc4d2af3
English    9cca037066d3d5989e24bc01801416162de506b5e28e15b7c092a47905d29bf2
French     81e65b36c60ed5b89a17422f6edcadbb89546f38ad69e960e64e7ba682012a95
German     7449cd590b97a733e18d613a4155decd77ec35dc5f8aadd7a82204dce4f051db
Greek      3555b5186de7f401e6d991b088e9e644ca3099116477818c25ab5793801389e6
Irish      cf8c7013256252a88d2503127b87282a11f21b2ff6db1bded68834c19a1ec058
Italian    f88414c27d0606a11a678b4859277828c2565d6cc4d9ee932deef6e94f3b35e4
Japanese   e0e717e114fec3e7eade4d9dabe0067c475f43147e36a22b47902ee76ad9e67f
Korean     cd54221ccb362a6cba4c78828838cf3268a0e59744767a37cf6ec4b74036b136
Polish     45bab898af2f60ed3a728bbf6980e28821011a7caa53227553b5785903a40826
Portuguese 50a8735f41f4f73757c8ce5b16cb0275cd86b2b214bcbc8c9805f508cb131c53
Russian    0cfe53ac18041e8f63666aa77313e0a3ff378facb132abee052d8ebdc8c3d62c
Scottish   78d0252711d87d948ea86fe34826c51d2d794a8e52d15b5d6f7b6244d45d62dd
Spanish    1bcb462ed3316756a85781d68232bddae04498fdddd5d9219c53fd1fbdeba7a7
Vietnamese f3f9e4164ab47601178a6e45b216464a64122f49d05541f24bf18a757253281d
""".split("\n") if line)]

SETS = {"mnist": MNIST, "names": NAMES, "surnames": SURNAMES}
ABOUT = {
    "mnist": "60,000 + 10,000 digits, by LeCun, Cortes and Burges (CC BY-SA 3.0)",
    "names": "32,033 given names of ssa.gov, as prepared for makemore (MIT)",
    "surnames": "18 languages, prepared for practical-pytorch (MIT); split with seed %d",
}
