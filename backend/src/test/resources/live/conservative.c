/* Types of which Ouroscope knows nothing, with counted, borrowed and raw words: conservative.py makes objects of them.

   Where each word stands is told by `layout`, so that the test need not know the compiler's choices. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stddef.h>
#include <structmember.h>

/* A static type that the collector looks after. */
typedef struct {
    PyObject_HEAD
    double number;
    PyObject *owned;
    PyObject *borrowed;
    unsigned long bits;
    PyObject *also_owned;
} Tracked;

/* A heap type, not looked after by the collector. */
typedef struct {
    PyObject_HEAD
    PyObject *borrowed;
    unsigned long bits;
    PyObject *owned;
} Untracked;

/* Items behind the fixed part. */
typedef struct {
    long id;
    PyObject *owned;
} Cell;

typedef struct {
    PyObject_VAR_HEAD
    PyObject *borrowed;
    Cell cells[1];
} Row;

/* Fields behind those of a described type. */
typedef struct {
    PyDictObject dict;
    PyObject *owned;
    PyObject *borrowed;
} Mapping;

/* Larger than a page; with a member, a dict and weak references. */
typedef struct {
    PyObject_HEAD
    PyObject *member;
    PyObject *attributes;
    PyObject *weak;
    char buffer[100000];
    PyObject *owned;
} Large;

/* The blind spot: a borrowed pointer to what a C variable holds. */
typedef struct {
    PyObject_HEAD
    PyObject *borrowed;
} Child;

static int tracked_traverse(Tracked *self, visitproc visit, void *arg) {
    Py_VISIT(self->owned);
    Py_VISIT(self->also_owned);
    return 0;
}

static PyTypeObject TrackedType = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "conservative.Tracked",
    .tp_basicsize = sizeof(Tracked),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE,
    .tp_traverse = (traverseproc)tracked_traverse,
};

static PyTypeObject RowType = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "conservative.Row",
    .tp_basicsize = offsetof(Row, cells),
    .tp_itemsize = sizeof(Cell),
    .tp_flags = Py_TPFLAGS_DEFAULT,
};

static PyTypeObject MappingType = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "conservative.Mapping",
    .tp_basicsize = sizeof(Mapping),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
};

static PyMemberDef large_members[] = {
    {"member", T_OBJECT, offsetof(Large, member), 0, NULL},
    {NULL},
};

static PyTypeObject LargeType = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "conservative.Large",
    .tp_basicsize = sizeof(Large),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_members = large_members,
    .tp_dictoffset = offsetof(Large, attributes),
    .tp_weaklistoffset = offsetof(Large, weak),
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_setattro = PyObject_GenericSetAttr,
};

static PyTypeObject ChildType = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "conservative.Child",
    .tp_basicsize = sizeof(Child),
    .tp_flags = Py_TPFLAGS_DEFAULT,
};

static PyType_Slot untracked_slots[] = {{0, NULL}};
static PyType_Spec untracked_spec = {"conservative.Untracked", sizeof(Untracked), 0, Py_TPFLAGS_DEFAULT, untracked_slots};
static PyTypeObject *UntrackedType;

static PyObject *own(PyObject *object) {
    Py_INCREF(object);
    return object;
}

static PyObject *tracked(PyObject *module, PyObject *args) {
    PyObject *type, *owned, *borrowed, *also_owned;
    if (!PyArg_ParseTuple(args, "OOOO", &type, &owned, &borrowed, &also_owned)) return NULL;
    Tracked *self = (Tracked *)((PyTypeObject *)type)->tp_alloc((PyTypeObject *)type, 0);
    if (!self) return NULL;
    self->number = 1.5;
    self->bits = 0x6161616161616161ul;
    self->owned = own(owned);
    self->borrowed = borrowed;
    self->also_owned = own(also_owned);
    return (PyObject *)self;
}

static PyObject *untracked(PyObject *module, PyObject *args) {
    PyObject *owned, *borrowed;
    if (!PyArg_ParseTuple(args, "OO", &owned, &borrowed)) return NULL;
    Untracked *self = (Untracked *)UntrackedType->tp_alloc(UntrackedType, 0);
    if (!self) return NULL;
    /* Inside an object, not its address. */
    self->bits = (unsigned long)owned + 8;
    self->owned = own(owned);
    self->borrowed = borrowed;
    return (PyObject *)self;
}

static PyObject *row(PyObject *module, PyObject *args) {
    PyObject *items, *borrowed;
    if (!PyArg_ParseTuple(args, "O!O", &PyTuple_Type, &items, &borrowed)) return NULL;
    Py_ssize_t length = PyTuple_GET_SIZE(items);
    Row *self = (Row *)RowType.tp_alloc(&RowType, length);
    if (!self) return NULL;
    self->borrowed = borrowed;
    for (Py_ssize_t i = 0; i < length; i++) {
        self->cells[i].id = i;
        self->cells[i].owned = own(PyTuple_GET_ITEM(items, i));
    }
    return (PyObject *)self;
}

static PyObject *mapping(PyObject *module, PyObject *args) {
    PyObject *owned, *borrowed;
    if (!PyArg_ParseTuple(args, "OO", &owned, &borrowed)) return NULL;
    Mapping *self = (Mapping *)PyObject_CallObject((PyObject *)&MappingType, NULL);
    if (!self) return NULL;
    self->owned = own(owned);
    self->borrowed = borrowed;
    return (PyObject *)self;
}

static PyObject *large(PyObject *module, PyObject *args) {
    PyObject *owned, *member;
    if (!PyArg_ParseTuple(args, "OO", &owned, &member)) return NULL;
    Large *self = (Large *)LargeType.tp_alloc(&LargeType, 0);
    if (!self) return NULL;
    self->member = own(member);
    self->owned = own(owned);
    return (PyObject *)self;
}

static PyObject *child(PyObject *module, PyObject *parent) {
    Child *self = (Child *)ChildType.tp_alloc(&ChildType, 0);
    if (!self) return NULL;
    self->borrowed = own(parent);
    return (PyObject *)self;
}

#define OFFSET(type, field) #type "+" #field, (Py_ssize_t)offsetof(type, field)

static PyObject *layout(PyObject *module, PyObject *unused) {
    return Py_BuildValue("{s:n,s:n,s:n,s:n,s:n,s:n,s:n,s:n,s:n,s:n,s:n}", OFFSET(Tracked, owned), OFFSET(Tracked, borrowed),
                         OFFSET(Tracked, also_owned), OFFSET(Untracked, owned), OFFSET(Untracked, borrowed),
                         OFFSET(Row, borrowed), OFFSET(Row, cells), OFFSET(Mapping, owned), OFFSET(Mapping, borrowed),
                         OFFSET(Large, owned), OFFSET(Child, borrowed));
}

static PyMethodDef methods[] = {
    {"tracked", tracked, METH_VARARGS, NULL}, {"untracked", untracked, METH_VARARGS, NULL},
    {"row", row, METH_VARARGS, NULL},         {"mapping", mapping, METH_VARARGS, NULL},
    {"large", large, METH_VARARGS, NULL},     {"child", child, METH_O, NULL},
    {"layout", layout, METH_NOARGS, NULL},    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef definition = {PyModuleDef_HEAD_INIT, "conservative", NULL, -1, methods};

PyMODINIT_FUNC PyInit_conservative(void) {
    MappingType.tp_base = &PyDict_Type;
    PyTypeObject *types[] = {&TrackedType, &RowType, &MappingType, &LargeType, &ChildType};
    for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++) {
        if (PyType_Ready(types[i]) < 0) return NULL;
    }
    UntrackedType = (PyTypeObject *)PyType_FromSpec(&untracked_spec);
    PyObject *module = PyModule_Create(&definition);
    if (!UntrackedType || !module) return NULL;
    Py_INCREF(&TrackedType);
    PyModule_AddObject(module, "Tracked", (PyObject *)&TrackedType);
    return module;
}
